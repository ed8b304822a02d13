#include "egress/transfer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <new>

namespace prokat::egress {

namespace {

constexpr std::size_t headers_bytes_max = 64 * 1024;

struct CurlString {
  char* text = nullptr;
  ~CurlString() { curl_free(text); }
};

std::string part_of(CURLU* url, CURLUPart part) {
  CurlString value;
  if (curl_url_get(url, part, &value.text, 0) != CURLUE_OK || !value.text) return {};
  return value.text;
}

// A body that libcurl cannot rewind: see Transfer::set_method_and_body().
int refuse_to_rewind(void*, curl_off_t, int) { return CURL_SEEKFUNC_FAIL; }

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// What a read callback of libcurl needs for one part of a form.
struct PartReader {
  const std::string* content;
  std::size_t sent = 0;
};

std::size_t copy_out(const std::string& content, std::size_t& sent, char* buffer,
                     std::size_t room) {
  const std::size_t n = std::min(room, content.size() - sent);
  std::memcpy(buffer, content.data() + sent, n);
  sent += n;
  return n;
}

std::size_t read_part(char* buffer, std::size_t size, std::size_t count, void* reader) {
  auto* part = static_cast<PartReader*>(reader);
  return copy_out(*part->content, part->sent, buffer, size * count);
}

void delete_part_reader(void* reader) { delete static_cast<PartReader*>(reader); }

}  // namespace

std::string url_without_secrets(const std::string& url) {
  std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), &curl_url_cleanup);
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    return "(not a URL)";
  }
  const std::string port = part_of(parsed.get(), CURLUPART_PORT);
  return part_of(parsed.get(), CURLUPART_SCHEME) + "://" + part_of(parsed.get(), CURLUPART_HOST) +
         (port.empty() ? "" : ":" + port) + part_of(parsed.get(), CURLUPART_PATH);
}

Transfer::Transfer(boost::asio::any_io_executor executor, Request request, Deadline deadline)
    : request_(std::move(request)),
      deadline_(deadline),
      end_signal_(std::move(executor), deadline.at()),
      handle_(curl_easy_init()) {
  if (!handle_) throw std::bad_alloc();
  set_options();
  set_method_and_body();
  set_headers();
  set_security();
  if (request_.abort) request_.abort->end_call_ = [this] { give_up("ended by its caller"); };
}

Transfer::~Transfer() {
  if (request_.abort) request_.abort->end_call_ = nullptr;
}

void Transfer::set_options() {
  CURL* handle = handle_.get();
  curl_easy_setopt(handle, CURLOPT_PRIVATE, this);
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, error_text_);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_URL, request_.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  // HTTP/1.1: a call given up closes its own connection and nobody else's, and what was sent of a
  // request is known; nothing here is frequent enough to need multiplexing.
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(handle, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "prokat/" PROKAT_VERSION);
  // "" and not null: null would make libcurl read http_proxy and friends from the environment.
  curl_easy_setopt(handle, CURLOPT_PROXY, request_.proxy_url.c_str());
  curl_easy_setopt(handle, CURLOPT_NOPROXY, "");
  const auto connect_limit = std::min(request_.connect_time_limit, deadline_.left());
  // 0 would mean libcurl's own default of 300 s.
  const auto connect_ms = std::max<std::chrono::milliseconds::rep>(1, connect_limit.count());
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect_ms));
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, this);
}

// Bodies are given by a callback that cannot start over. When a kept-alive connection turns out
// dead after a request went out, libcurl would send it again on a new one by itself; for a request
// with effects that could double them. So it fails with CURLE_SEND_FAIL_REWIND, and the caller
// decides.
void Transfer::set_method_and_body() {
  CURL* handle = handle_.get();
  if (!request_.form.empty()) {
    set_form();
    return;
  }
  const std::string& method = request_.method;
  if (method == "GET" && request_.body.empty()) return;
  if (method == "HEAD") {
    curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    return;
  }
  if (method != "POST") curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, method.c_str());
  if (request_.body.empty() && method != "POST" && method != "PUT" && method != "PATCH") return;
  curl_easy_setopt(handle, CURLOPT_POST, 1L);
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                   static_cast<curl_off_t>(request_.body.size()));
  curl_easy_setopt(handle, CURLOPT_READFUNCTION, &Transfer::on_read);
  curl_easy_setopt(handle, CURLOPT_READDATA, this);
  curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, &refuse_to_rewind);
}

void Transfer::set_form() {
  form_.reset(curl_mime_init(handle_.get()));
  if (!form_) throw std::bad_alloc();
  for (const FormPart& part : request_.form) {
    curl_mimepart* added = curl_mime_addpart(form_.get());
    if (!added) throw std::bad_alloc();
    curl_mime_name(added, part.name.c_str());
    curl_mime_data_cb(added, static_cast<curl_off_t>(part.content.size()), &read_part,
                      &refuse_to_rewind, &delete_part_reader, new PartReader{&part.content});
    if (!part.file_name.empty()) curl_mime_filename(added, part.file_name.c_str());
    if (!part.content_type.empty()) curl_mime_type(added, part.content_type.c_str());
  }
  curl_easy_setopt(handle_.get(), CURLOPT_MIMEPOST, form_.get());
}

void Transfer::set_headers() {
  const auto append = [this](const std::string& line) {
    curl_slist* longer = curl_slist_append(header_list_.get(), line.c_str());
    if (!longer) throw std::bad_alloc();
    static_cast<void>(header_list_.release());
    header_list_.reset(longer);
  };
  bool has_content_type = false;
  for (const auto& [name, value] : request_.headers) {
    has_content_type |= std::ranges::equal(name, std::string_view("content-type"), {}, to_lower);
    append(value.empty() ? name + ";" : name + ": " + value);
  }
  append("Expect:");  // no extra round trip before larger bodies
  if (!has_content_type && request_.form.empty()) append("Content-Type:");
  curl_easy_setopt(handle_.get(), CURLOPT_HTTPHEADER, header_list_.get());
}

void Transfer::set_security() {
  curl_easy_setopt(handle_.get(), CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(handle_.get(), CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(handle_.get(), CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!request_.basic_auth) return;
  curl_easy_setopt(handle_.get(), CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
  curl_easy_setopt(handle_.get(), CURLOPT_USERNAME, request_.basic_auth->first.c_str());
  curl_easy_setopt(handle_.get(), CURLOPT_PASSWORD, request_.basic_auth->second.expose().c_str());
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::size_t n = size * count;
  transfer.header_bytes_ += n;
  if (transfer.header_bytes_ > headers_bytes_max) {
    transfer.too_large_ = true;
    return 0;
  }
  const std::string_view line(data, n);
  // A status line opens a head: the final one comes after those of a proxy or of 1xx answers.
  if (line.starts_with("HTTP/")) {
    transfer.answer_.headers.clear();
    return n;
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return n;
  std::string name(trimmed(line.substr(0, colon)));
  std::ranges::transform(name, name.begin(), to_lower);
  transfer.answer_.headers.emplace_back(std::move(name), trimmed(line.substr(colon + 1)));
  return n;
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::size_t n = size * count;
  if (transfer.answer_.body.size() + n > transfer.request_.answer_max) {
    transfer.too_large_ = true;
    return 0;
  }
  transfer.answer_.body.append(data, n);
  return n;
}

std::size_t Transfer::on_read(char* buffer, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  return copy_out(transfer.request_.body, transfer.sent_, buffer, size * count);
}

void Transfer::finish(CURLcode code) {
  code_ = code;
  end_signal_.cancel();
}

void Transfer::give_up(std::string reason) {
  reason_ = std::move(reason);
  end_signal_.cancel();
}

// The time of PRETRANSFER is set (to at least 1 µs) when everything before the request itself,
// name, connection, tunnel and TLS, is done; the size counts bytes handed to the socket. Part of a
// request counts as sent: we cannot know what the other side makes of it.
bool Transfer::request_was_begun() const {
  curl_off_t ready_after_us = 0;
  long request_bytes = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_PRETRANSFER_TIME_T, &ready_after_us);
  curl_easy_getinfo(handle_.get(), CURLINFO_REQUEST_SIZE, &request_bytes);
  return ready_after_us > 0 && request_bytes > 0;
}

int Transfer::status() const {
  long status = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
  return static_cast<int>(status);
}

std::string Transfer::url_for_log() const {
  return request_.url_for_log.empty() ? url_without_secrets(request_.url) : request_.url_for_log;
}

Answer Transfer::take_answer() {
  const auto failed = [&](std::string_view why) {
    return Failure(fmt::format("{} {}: {}", request_.method, url_for_log(), why),
                   request_was_begun());
  };
  if (too_large_) throw failed(fmt::format("the answer exceeds {} bytes", request_.answer_max));
  if (!reason_.empty()) throw failed(reason_);
  if (!code_) throw failed("the call was dropped");
  if (*code_ != CURLE_OK) throw failed(error_text_[0] ? error_text_ : curl_easy_strerror(*code_));
  answer_.status = status();
  return std::move(answer_);
}

std::optional<std::string> Answer::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_case_name) return value;
  }
  return std::nullopt;
}

}  // namespace prokat::egress
