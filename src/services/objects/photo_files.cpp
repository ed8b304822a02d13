#include "services/objects/photo_files.hpp"

#include "services/objects/sql.hpp"

namespace prokat::objects {

Task<Result<PhotoFile>> PhotoFiles::describe(PhotoId id, std::string variant, Deadline deadline) {
  const auto rows =
      co_await pool_.statement(sql::find_photo, pg::Params().add(id).add(variant), deadline);
  if (rows.empty()) co_return fail(ProblemCode::not_found);
  const pg::Row row = rows.only();
  co_return PhotoFile{row.get<std::string>("storage_key"), row.get<std::string>("content_type"),
                      row.get<std::string>("sha256")};
}

Task<Result<std::string>> PhotoFiles::content(PhotoFile file, Deadline deadline) {
  auto stored = co_await storage_.get(std::move(file.storage_key), deadline);
  if (!stored) co_return pass(std::move(stored));
  co_return std::move(stored->content);
}

}  // namespace prokat::objects
