#include "storage/settings.hpp"

#include <algorithm>

#include "storage/failure.hpp"
#include "storage/folder_storage.hpp"
#include "storage/s3_storage.hpp"

namespace prokat::storage {

namespace {

// Names that work as part of a host name everywhere (Amazon S3, "Bucket naming rules").
bool is_bucket_name(std::string_view name) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return name.size() >= 3 && name.size() <= 63 && plain(name.front()) && plain(name.back()) &&
         std::ranges::all_of(name, [&](char c) { return plain(c) || c == '-' || c == '.'; });
}

bool has_a_path(std::string_view url) {
  const auto host = url.find("://") + 3;
  return url.find_first_of("/?#@", host) < url.size() - (url.ends_with('/') ? 1 : 0);
}

}  // namespace

std::vector<FieldError> check_settings(const runtime::Config& config) {
  if (config.text("storage.backend") != "s3") return {};
  std::vector<FieldError> faults;
  const auto need = [&](const char* key, bool empty) {
    if (empty) faults.push_back({key, "required", "storage.backend is \"s3\", which needs it"});
    return !empty;
  };
  const std::string& endpoint = config.text("storage.s3_endpoint");
  if (need("storage.s3_endpoint", endpoint.empty()) && has_a_path(endpoint)) {
    faults.push_back({"storage.s3_endpoint", "bad-value",
                      "scheme, host and port only; the bucket belongs into storage.s3_bucket"});
  }
  const std::string& bucket = config.text("storage.s3_bucket");
  if (need("storage.s3_bucket", bucket.empty())) {
    if (!is_bucket_name(bucket)) {
      faults.push_back({"storage.s3_bucket", "bad-value", "3 to 63 of a-z, 0-9, hyphen and dot"});
    } else if (bucket.contains('.') && !config.flag("storage.s3_path_style") &&
               endpoint.starts_with("https:")) {
      faults.push_back({"storage.s3_bucket", "bad-value",
                        "a dot in it breaks TLS unless storage.s3_path_style is true"});
    }
  }
  need("storage.s3_region", config.text("storage.s3_region").empty());
  need("storage.s3_access_key", config.text("storage.s3_access_key").empty());
  need("storage.s3_secret_key", config.secret("storage.s3_secret_key").empty());
  return faults;
}

std::unique_ptr<ObjectStorage> make_storage(const runtime::Config& config, egress::Client& egress,
                                            runtime::CpuPool& pool) {
  if (const auto faults = check_settings(config); !faults.empty()) {
    throw Misconfigured(faults.front().pointer + ": " + faults.front().detail);
  }
  if (config.text("storage.backend") != "s3") {
    return std::make_unique<FolderStorage>(config.text("storage.dir"), pool);
  }
  S3Options options{
      .endpoint = config.text("storage.s3_endpoint"),
      .bucket = config.text("storage.s3_bucket"),
      .path_style = config.flag("storage.s3_path_style"),
      .credentials = {config.text("storage.s3_access_key"), config.secret("storage.s3_secret_key"),
                      config.text("storage.s3_region")}};
  return std::make_unique<S3Storage>(egress, std::move(options));
}

}  // namespace prokat::storage
