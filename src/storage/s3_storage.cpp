#include "storage/s3_storage.hpp"

#include <charconv>

#include "storage/failure.hpp"
#include "storage/object_key.hpp"
#include "storage/s3_answers.hpp"
#include "storage/s3_upload.hpp"

namespace prokat::storage {

namespace {

// Collects pieces of any size into parts.
class Parts {
 public:
  Parts(ContentSource& source, std::size_t part_bytes) : source_(source), part_bytes_(part_bytes) {}

  // Of part_bytes, the last one shorter; then, and for empty content, empty.
  Task<std::string> next(Deadline deadline) {
    while (!ended_ && kept_.size() < part_bytes_) {
      auto piece = co_await source_.next(deadline);
      if (piece) {
        kept_ += *piece;
      } else {
        ended_ = true;
      }
    }
    std::string part = kept_.substr(0, part_bytes_);
    kept_.erase(0, part.size());
    co_return part;
  }
  bool at_end() const { return ended_ && kept_.empty(); }

 private:
  ContentSource& source_;
  std::size_t part_bytes_;
  std::string kept_;
  bool ended_ = false;
};

class WholeContent final : public ContentSource {
 public:
  explicit WholeContent(std::string content) : content_(std::move(content)) {}
  Task<std::optional<std::string>> next(Deadline) override {
    co_return std::exchange(content_, std::nullopt);
  }

 private:
  std::optional<std::string> content_;
};

Task<void> send_all(S3Upload& upload, std::string first, Parts& parts, std::string content_type,
                    Deadline deadline) {
  co_await upload.begin(std::move(content_type), deadline);
  co_await upload.send_part(std::move(first), deadline);
  while (!parts.at_end()) {
    std::string part = co_await parts.next(deadline);
    if (!part.empty()) co_await upload.send_part(std::move(part), deadline);
  }
  co_await upload.complete(deadline);
}

Result<void> check(const std::string& key, const std::string& content_type) {
  if (auto valid = check_key(key); !valid) return valid;
  return check_content_type(key, content_type);
}

}  // namespace

S3Storage::S3Storage(egress::Client& egress, S3Options options)
    : client_(egress, std::move(options)) {}

Task<Result<void>> S3Storage::put(std::string key, std::string content, std::string content_type,
                                  Deadline deadline) {
  if (content.size() > client_.options().part_bytes) {
    WholeContent source(std::move(content));
    co_return co_await put_from(std::move(key), source, std::move(content_type), deadline);
  }
  if (auto valid = check(key, content_type); !valid) co_return pass(std::move(valid));
  co_await put_whole(std::move(key), std::move(content), std::move(content_type), deadline);
  co_return Result<void>();
}

Task<void> S3Storage::put_whole(std::string key, std::string content, std::string content_type,
                                Deadline deadline) {
  const S3Answer answer = co_await client_.call({.method = "PUT",
                                                 .key = std::move(key),
                                                 .content_type = std::move(content_type),
                                                 .body = std::move(content)},
                                                deadline);
  if (answer.status != 200) throw Unavailable("storage: S3 did not take an object");
}

Task<Result<void>> S3Storage::put_from(std::string key, ContentSource& source,
                                       std::string content_type, Deadline deadline) {
  if (auto valid = check(key, content_type); !valid) co_return pass(std::move(valid));
  Parts parts(source, client_.options().part_bytes);
  std::string first = co_await parts.next(deadline);
  if (first.size() < client_.options().part_bytes) {
    co_await put_whole(std::move(key), std::move(first), std::move(content_type), deadline);
    co_return Result<void>();
  }
  S3Upload upload(client_, std::move(key));
  std::exception_ptr failed;
  try {
    co_await send_all(upload, std::move(first), parts, std::move(content_type), deadline);
  } catch (...) {
    failed = std::current_exception();
  }
  if (failed) {
    co_await upload.abort();
    std::rethrow_exception(failed);
  }
  co_return Result<void>();
}

Task<Result<StoredObject>> S3Storage::get(std::string key, Deadline deadline) {
  if (auto valid = check_key(key); !valid) co_return pass(std::move(valid));
  S3Answer answer = co_await client_.call({.key = key}, deadline);
  if (answer.status != 200) {
    co_return fail(ProblemCode::not_found, "nothing is stored under this key");
  }
  co_return StoredObject{std::move(answer.http.body), content_type_of(key)};
}

Task<Result<StoredEntry>> S3Storage::find(std::string key, Deadline deadline) {
  if (auto valid = check_key(key); !valid) co_return pass(std::move(valid));
  const S3Answer answer = co_await client_.call({.method = "HEAD", .key = key}, deadline);
  if (answer.status != 200) {
    co_return fail(ProblemCode::not_found, "nothing is stored under this key");
  }
  const std::string bytes = answer.http.header("content-length").value_or("0");
  StoredEntry entry{.key = std::move(key),
                    .written_at = read_http_date(answer.http.header("last-modified").value_or(""))
                                      .value_or(Instant::max())};
  std::from_chars(bytes.data(), bytes.data() + bytes.size(), entry.bytes);
  co_return entry;
}

Task<Result<void>> S3Storage::erase(std::string key, Deadline deadline) {
  if (auto valid = check_key(key); !valid) co_return pass(std::move(valid));
  co_await client_.call({.method = "DELETE", .key = std::move(key)}, deadline);
  co_return Result<void>();
}

Task<Result<StoredPage>> S3Storage::list(std::string prefix, std::string after, Deadline deadline) {
  if (auto valid = check_prefix(prefix); !valid) co_return pass(std::move(valid));
  S3Call call{.query = {{"list-type", "2"}, {"prefix", prefix}, {"encoding-type", "url"}}};
  if (!after.empty()) call.query.emplace_back("start-after", after);
  const S3Answer answer = co_await client_.call(std::move(call), deadline);
  co_return read_listing(answer.http.body);
}

Task<Result<int>> S3Storage::abandon_uploads(std::string prefix, Instant begun_before,
                                             Deadline deadline) {
  if (auto valid = check_prefix(prefix); !valid) co_return pass(std::move(valid));
  // At most 1,000 at once; whoever asks again finds the rest.
  const S3Answer answer =
      co_await client_.call({.query = {{"uploads", ""}, {"prefix", prefix}}}, deadline);
  int abandoned = 0;
  for (UnfinishedUpload& upload : read_uploads(answer.http.body)) {
    if (upload.begun_at >= begun_before) continue;
    co_await client_.call({.method = "DELETE",
                           .key = std::move(upload.key),
                           .query = {{"uploadId", std::move(upload.upload_id)}}},
                          deadline);
    ++abandoned;
  }
  co_return abandoned;
}

std::optional<std::string> S3Storage::presigned_url(const std::string& key,
                                                    std::chrono::seconds lifetime) const {
  constexpr std::chrono::seconds longest = std::chrono::days(7);
  if (!check_key(key) || lifetime < std::chrono::seconds(1) || lifetime > longest) {
    return std::nullopt;
  }
  return client_.link(key, lifetime);
}

}  // namespace prokat::storage
