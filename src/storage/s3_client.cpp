#include "storage/s3_client.hpp"

#include <fmt/format.h>

#include <random>

#include "runtime/log.hpp"
#include "storage/failure.hpp"
#include "storage/s3_answers.hpp"

namespace prokat::storage {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t answer_max = 64 * 1024 * 1024;
constexpr milliseconds connect_time_limit{5'000};
constexpr milliseconds pause_first{100};

bool is_2xx(int status) { return status >= 200 && status < 300; }

// Worth another try: the server's own trouble, and bodies that it did not get in time.
bool is_passing_trouble(const S3Answer& answer) {
  if (is_2xx(answer.status)) return !answer.error_code.empty();
  return answer.status >= 500 || answer.status == 429 || answer.error_code == "RequestTimeout";
}

bool is_an_outcome(const S3Answer& answer) {
  if (answer.status == 404) return answer.error_code != "NoSuchBucket";
  return (is_2xx(answer.status) && answer.error_code.empty()) || answer.status == 412;
}

// 100 ms, 200, 400, ... each between a half and the whole, so that many do not come back at once.
milliseconds pause_after(int tries) {
  thread_local std::minstd_rand random{std::random_device{}()};
  const auto whole = pause_first.count() << (tries - 1);
  return milliseconds(std::uniform_int_distribution<long>(whole / 2, whole)(random));
}

std::string describe(const S3Answer& answer) {
  return answer.error_code.empty() ? fmt::format("status {}", answer.status)
                                   : fmt::format("{} {}", answer.status, answer.error_code);
}

}  // namespace

S3Client::S3Client(egress::Client& egress, S3Options options)
    : egress_(egress), options_(std::move(options)) {
  const auto colon = options_.endpoint.find("://");
  scheme_ = options_.endpoint.substr(0, colon);
  std::string host = options_.endpoint.substr(colon + 3);
  host = host.substr(0, host.find('/'));
  // libcurl leaves the scheme's own port out of the Host header, which is signed.
  const std::string_view own_port = scheme_ == "https" ? ":443" : ":80";
  if (host.ends_with(own_port)) host.resize(host.size() - own_port.size());
  host_ = options_.path_style ? host : options_.bucket + "." + host;
}

Instant S3Client::now() const {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()) + clock_skew_;
}

SignedRequest S3Client::request_of(const std::string& method, const std::string& key) const {
  const std::string bucket = options_.path_style ? "/" + options_.bucket : "";
  return {.method = method,
          .host = host_,
          .path = key.empty() && !bucket.empty() ? bucket : bucket + "/" + key};
}

std::string S3Client::url_of(const std::string& path, const std::string& query) const {
  return fmt::format("{}://{}{}{}{}", scheme_, host_, percent_encoded(path, true),
                     query.empty() ? "" : "?", query);
}

std::string S3Client::link(const std::string& key, std::chrono::seconds lifetime) const {
  const SignedRequest request = request_of("GET", key);
  return url_of(request.path, presigned_query(request, options_.credentials, now(), lifetime));
}

Task<S3Client::Try> S3Client::try_once(const S3Call& call, Deadline deadline) {
  SignedRequest to_sign = request_of(call.method, call.key);
  to_sign.query = call.query;
  if (!call.content_type.empty()) to_sign.headers.emplace_back("content-type", call.content_type);
  egress::Request request{.service = "s3",
                          .method = call.method,
                          .url = url_of(to_sign.path, canonical_query(call.query)),
                          .headers = to_sign.headers,
                          .body = call.body,
                          .connect_time_limit = connect_time_limit,
                          .answer_max = answer_max};
  for (auto& header :
       signature_headers(to_sign, sha256_hex(call.body), options_.credentials, now())) {
    request.headers.push_back(std::move(header));
  }
  Try tried;
  try {
    egress::Answer http = co_await egress_.send(std::move(request), deadline);
    S3Answer answer{.status = http.status};
    // An object may itself begin like an error; only what is no object's content is looked into.
    const bool content = call.method == "GET" && !call.key.empty() && is_2xx(http.status);
    if (!content) answer.error_code = s3_error_code(http.body);
    answer.http = std::move(http);
    tried.answer = std::move(answer);
  } catch (const egress::Failure& failure) {
    tried.failure = failure.what();
  }
  co_return tried;
}

Task<S3Answer> S3Client::call(S3Call call, Deadline deadline) {
  bool clock_corrected = false;
  for (int tries = 1;; ++tries) {
    Try tried = co_await try_once(call, deadline);
    if (tried.answer && is_an_outcome(*tried.answer)) co_return std::move(*tried.answer);
    if (tried.answer && !clock_corrected && correct_clock(*tried.answer)) {
      clock_corrected = true;
      continue;
    }
    if (tried.answer && !is_passing_trouble(*tried.answer)) refuse(*tried.answer);
    const milliseconds pause = pause_after(tries);
    if (tries >= options_.tries_max || deadline.left() <= pause) {
      throw Unavailable(fmt::format("storage: {} of an object failed after {} tries: {}",
                                    call.method, tries,
                                    tried.answer ? describe(*tried.answer) : tried.failure));
    }
    co_await runtime::sleep_for(pause);
  }
}

// A machine with a wrong clock is told so once by the server's Date header.
bool S3Client::correct_clock(const S3Answer& answer) {
  if (answer.error_code != "RequestTimeTooSkewed") return false;
  const auto server_now = read_http_date(answer.http.header("date").value_or(""));
  if (!server_now) return false;
  clock_skew_ += *server_now - now();
  log::warn("storage.clock_skew",
            {{"seconds", std::chrono::duration_cast<std::chrono::seconds>(clock_skew_).count()}});
  return true;
}

void S3Client::refuse(const S3Answer& answer) const {
  const std::string& code = answer.error_code;
  std::string what;
  if (code == "InvalidAccessKeyId") {
    what = "the server does not know the access key: check storage.s3_access_key";
  } else if (code == "SignatureDoesNotMatch") {
    what =
        "the secret key does not fit the access key: check storage.s3_secret_key, and "
        "storage.s3_region";
  } else if (code == "NoSuchBucket") {
    what = "there is no bucket '" + options_.bucket + "' at " + options_.endpoint +
           ": make it, or check storage.s3_bucket and storage.s3_path_style";
  } else if (code == "RequestTimeTooSkewed") {
    what = "this machine's clock is wrong: check its time service";
  } else if (answer.status == 301 || answer.status == 307 ||
             code == "AuthorizationHeaderMalformed") {
    what = "the bucket lives elsewhere" +
           answer.http.header("x-amz-bucket-region")
               .transform([](const std::string& region) { return ", in region " + region; })
               .value_or("") +
           ": check storage.s3_region and storage.s3_endpoint";
  } else if (answer.status == 401 || answer.status == 403) {
    what =
        "access is denied: check storage.s3_access_key and storage.s3_secret_key, and what this "
        "key may do in the bucket '" +
        options_.bucket + "'";
  } else {
    throw Unavailable("storage: the S3 server answered " + describe(answer));
  }
  log::error("storage.misconfigured", {{"answer", describe(answer)}, {"what", what}});
  throw Misconfigured(
      fmt::format("storage: S3 refuses our settings ({}): {}", describe(answer), what));
}

}  // namespace prokat::storage
