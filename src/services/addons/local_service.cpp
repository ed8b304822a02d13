#include "services/addons/local_service.hpp"

#include "services/addons/sql.hpp"

namespace prokat::addons {
namespace {

std::optional<Problem> refusal_of(const pg::Error& error) {
  if (error.constraint() != "addon_stocks_location_id_fkey") return std::nullopt;
  return Problem{ProblemCode::validation_failed,
                 "the add-on cannot be kept like this",
                 {{"/stock", "unknown", "there is no such location"}},
                 {}};
}

documents::Table::Options options(std::function<void()> after_commit) {
  auto options = documents::options_of<AddonDocument>(
      {sql::find_addons, sql::lock_addon, sql::insert_addon, sql::update_addon, sql::archive_addon},
      refusal_of);
  options.after_commit = std::move(after_commit);
  return options;
}

Addon addon_of(const pg::Row& row) {
  auto parsed = json::parse<AddonDocument>(row.text("document"));
  if (!parsed) throw std::logic_error("a stored add-on cannot be read: " + parsed.error().detail);
  Addon addon;
  static_cast<AddonDocument&>(addon) = std::move(*parsed);
  addon.id = row.get<AddonId>("id");
  addon.version = row.get<int>("version");
  return addon;
}

}  // namespace

LocalService::LocalService(pg::Pool& pool, const runtime::Clock& clock,
                           std::function<void()> after_commit)
    : pool_(pool), documents_(pool, clock, options(std::move(after_commit))) {}

Task<Result<AddonList>> LocalService::list(const CallContext& context, ListRequest request) {
  const bool all = request.all.value_or(false);
  if (all && context.principal.role < Role::operator_)
    co_return fail(ProblemCode::forbidden, "operators see what is not offered");
  pg::Params params;
  params.add(request.object_type).add(request.object_id).add(all);
  const auto rows = co_await pool_.statement(sql::list_addons, std::move(params), context.deadline);
  AddonList list;
  for (std::size_t i = 0; i < rows.size(); ++i) list.items.push_back(addon_of(rows[i]));
  co_return list;
}

}  // namespace prokat::addons
