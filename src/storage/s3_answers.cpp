#include "storage/s3_answers.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <ctime>

#include "storage/object_key.hpp"

namespace prokat::storage {

namespace {

std::string without_entities(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 6> entities = {{{"&quot;", '"'},
                                                                          {"&#34;", '"'},
                                                                          {"&apos;", '\''},
                                                                          {"&lt;", '<'},
                                                                          {"&gt;", '>'},
                                                                          {"&amp;", '&'}}};
  std::string plain;
  while (!text.empty()) {
    std::size_t taken = 1;
    char c = text.front();
    for (const auto& [entity, meant] : entities) {
      if (!text.starts_with(entity)) continue;
      taken = entity.size();
      c = meant;
      break;
    }
    plain += c;
    text.remove_prefix(taken);
  }
  return plain;
}

std::string percent_decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    const bool escape =
        text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(&text[i + 1], &text[i + 1] + 2, value, 16).ptr == &text[i + 1] + 2;
    plain += escape ? static_cast<char>(value) : text[i];
    if (escape) i += 2;
  }
  return plain;
}

// Years outside parse_instant's range do not occur; what cannot be read counts as brand-new, so
// that nothing is thrown away for it.
Instant instant_of(const std::optional<std::string>& text) {
  const auto parsed = text ? parse_instant(*text) : std::nullopt;
  return parsed.value_or(Instant::max());
}

}  // namespace

std::vector<std::string_view> xml_elements(std::string_view xml, std::string_view name) {
  const std::string open = fmt::format("<{}>", name);
  const std::string close = fmt::format("</{}>", name);
  std::vector<std::string_view> found;
  for (std::size_t at = xml.find(open); at != std::string_view::npos; at = xml.find(open, at)) {
    at += open.size();
    const std::size_t end = xml.find(close, at);
    if (end == std::string_view::npos) break;
    found.push_back(xml.substr(at, end - at));
    at = end + close.size();
  }
  return found;
}

std::optional<std::string> xml_text(std::string_view xml, std::string_view name) {
  const auto found = xml_elements(xml, name);
  if (found.empty()) return std::nullopt;
  return without_entities(found.front());
}

std::string s3_error_code(std::string_view body) {
  const auto root = body.find("<Error>");
  // Right at the beginning, behind the XML declaration at most.
  if (root == std::string_view::npos || root > 200) return {};
  return xml_text(body.substr(root), "Code").value_or("");
}

std::optional<Instant> read_http_date(const std::string& text) {
  std::tm read{};
  if (::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &read) == nullptr) return std::nullopt;
  return std::chrono::time_point_cast<Duration>(
      std::chrono::system_clock::from_time_t(::timegm(&read)));
}

StoredPage read_listing(std::string_view body) {
  StoredPage page;
  std::string last;
  for (const std::string_view contents : xml_elements(body, "Contents")) {
    last = percent_decoded(xml_text(contents, "Key").value_or(""));
    if (!check_key(last)) continue;
    StoredEntry entry{.key = last, .written_at = instant_of(xml_text(contents, "LastModified"))};
    const std::string bytes = xml_text(contents, "Size").value_or("0");
    std::from_chars(bytes.data(), bytes.data() + bytes.size(), entry.bytes);
    page.entries.push_back(std::move(entry));
  }
  if (xml_text(body, "IsTruncated") == "true" && !last.empty()) page.next = last;
  return page;
}

std::vector<UnfinishedUpload> read_uploads(std::string_view body) {
  std::vector<UnfinishedUpload> uploads;
  for (const std::string_view upload : xml_elements(body, "Upload")) {
    UnfinishedUpload read{xml_text(upload, "Key").value_or(""),
                          xml_text(upload, "UploadId").value_or(""),
                          instant_of(xml_text(upload, "Initiated"))};
    if (check_key(read.key) && !read.upload_id.empty()) uploads.push_back(std::move(read));
  }
  return uploads;
}

std::string complete_upload_body(const std::vector<std::string>& etags) {
  std::string body = "<CompleteMultipartUpload>";
  for (std::size_t i = 0; i < etags.size(); ++i) {
    body += fmt::format("<Part><PartNumber>{}</PartNumber><ETag>{}</ETag></Part>", i + 1, etags[i]);
  }
  return body + "</CompleteMultipartUpload>";
}

}  // namespace prokat::storage
