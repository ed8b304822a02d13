// S3's answers in XML, as far as we read them: flat elements of known names. Not a parser of XML:
// no attributes, comments or CDATA, which S3 servers do not send there.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/object_storage.hpp"

namespace prokat::storage {

// The text of the first <name>, entities resolved; nullopt when there is none.
std::optional<std::string> xml_text(std::string_view xml, std::string_view name);
// What stands inside each <name>, in order.
std::vector<std::string_view> xml_elements(std::string_view xml, std::string_view name);

// <Code> of a document whose root is <Error>; empty otherwise.
std::string s3_error_code(std::string_view body);

// "Sat, 28 Nov 2026 17:15:22 GMT".
std::optional<Instant> read_http_date(const std::string& text);

// Of ListObjectsV2 with encoding-type=url. Entries whose names cannot be ours are left out.
StoredPage read_listing(std::string_view body);

struct UnfinishedUpload {
  std::string key;
  std::string upload_id;
  Instant begun_at;
};
std::vector<UnfinishedUpload> read_uploads(std::string_view body);

std::string complete_upload_body(const std::vector<std::string>& etags);

}  // namespace prokat::storage
