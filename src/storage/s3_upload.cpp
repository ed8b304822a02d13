#include "storage/s3_upload.hpp"

#include "runtime/log.hpp"
#include "storage/failure.hpp"
#include "storage/s3_answers.hpp"

namespace prokat::storage {

namespace {

constexpr std::chrono::milliseconds abort_time_limit{10'000};
constexpr std::size_t parts_max = 10'000;

}  // namespace

Task<void> S3Upload::begin(std::string content_type, Deadline deadline) {
  const S3Answer answer = co_await client_.call({.method = "POST",
                                                 .key = key_,
                                                 .query = {{"uploads", ""}},
                                                 .content_type = std::move(content_type)},
                                                deadline);
  upload_id_ = xml_text(answer.http.body, "UploadId").value_or("");
  if (upload_id_.empty()) throw Unavailable("storage: S3 began an upload without an UploadId");
}

Task<void> S3Upload::send_part(std::string part, Deadline deadline) {
  if (etags_.size() == parts_max) throw Unavailable("storage: more than 10,000 parts");
  bytes_ += static_cast<std::int64_t>(part.size());
  const std::string number = std::to_string(etags_.size() + 1);
  const S3Answer answer =
      co_await client_.call({.method = "PUT",
                             .key = key_,
                             .query = {{"partNumber", number}, {"uploadId", upload_id_}},
                             .body = std::move(part)},
                            deadline);
  auto etag = answer.http.header("etag");
  if (answer.status != 200 || !etag) throw Unavailable("storage: S3 lost an upload: " + key_);
  etags_.push_back(std::move(*etag));
}

Task<void> S3Upload::complete(Deadline deadline) {
  const S3Answer answer = co_await client_.call({.method = "POST",
                                                 .key = key_,
                                                 .query = {{"uploadId", upload_id_}},
                                                 .content_type = "application/xml",
                                                 .body = complete_upload_body(etags_)},
                                                deadline);
  if (answer.status == 200) co_return;
  // The upload is unknown: completed by a try whose answer was lost, or lost itself.
  const S3Answer found = co_await client_.call({.method = "HEAD", .key = key_}, deadline);
  if (found.status == 200 && found.http.header("content-length") == std::to_string(bytes_)) {
    co_return;
  }
  throw Unavailable("storage: S3 lost an upload: " + key_);
}

Task<void> S3Upload::abort() {
  if (upload_id_.empty()) co_return;
  try {
    co_await client_.call({.method = "DELETE", .key = key_, .query = {{"uploadId", upload_id_}}},
                          Deadline::in(abort_time_limit));
  } catch (const std::exception& error) {
    log::warn("storage.abort_failed", {{"key", key_}, {"error", error.what()}});
  }
}

}  // namespace prokat::storage
