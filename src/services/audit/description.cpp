#include "services/audit/description.hpp"

#include <charconv>

#include "base/enum_names.hpp"
#include "services/audit/texts.hpp"
#include "texts/catalog.hpp"

namespace prokat::audit {

namespace {

// "1764350401.123456" as people read an instant; what is no number (an edited row) as it is.
std::string time_of(const std::string& epoch) {
  const auto point = epoch.find('.');
  const auto number =
      epoch.substr(0, point) + (point == std::string::npos ? "" : epoch.substr(point + 1));
  std::int64_t microseconds = 0;
  const auto [end, fault] =
      std::from_chars(number.data(), number.data() + number.size(), microseconds);
  const bool is_number = fault == std::errc{} && end == number.data() + number.size();
  if (!is_number || point == std::string::npos || epoch.size() - point != 7) return epoch;
  return format_instant(Instant(Duration(microseconds)));
}

std::string join(const std::vector<std::string>& names) {
  std::string all;
  for (const auto& name : names) all += (all.empty() ? "" : ", ") + name;
  return all;
}

std::string row_of(const texts::Catalog& texts, const Finding& finding, Language language) {
  if (finding.last_seal_no != 0) {
    return texts.format(finding.seal_no == finding.last_seal_no ? "number" : "numbers", language,
                        {{"first", std::to_string(finding.seal_no)},
                         {"last", std::to_string(finding.last_seal_no)}});
  }
  return texts.format(finding.seal_no == 0 ? "row_unsealed" : "row_sealed", language,
                      {{"seal_no", std::to_string(finding.seal_no)},
                       {"audit_id", std::to_string(finding.audit_id)},
                       {"table", finding.table_name},
                       {"row", finding.row},
                       {"time", time_of(finding.recorded_at)}});
}

std::string line_of(const texts::Catalog& texts, const Finding& finding, Language language) {
  auto columns = join(finding.differs);
  if (finding.differs.size() == 6)
    columns = texts.format("one_of", language, {{"columns", columns}});
  return texts.format("fault_" + std::string(enum_name(finding.fault)), language,
                      {{"row", row_of(texts, finding, language)},
                       {"columns", columns},
                       {"key", finding.storage_key.empty() ? texts.format("told", language)
                                                           : finding.storage_key}});
}

}  // namespace

std::vector<std::string> describe(const Verification& verification, Language language) {
  const texts::Catalog texts(texts_table::entries);
  std::vector<std::string> lines;
  const auto head = [&](const char* key) {
    lines.push_back(texts.format(key, language,
                                 {{"faults", verification.faults},
                                  {"rows", std::to_string(verification.rows)},
                                  {"seals", std::to_string(verification.seals)},
                                  {"anchors", std::to_string(verification.anchors)},
                                  {"seal_no", std::to_string(verification.head_seal_no)},
                                  {"hash", to_hex(verification.head_hash)}}));
  };
  if (!verification.is_good()) {
    head("verify_bad");
  } else {
    head(verification.head_seal_no == 0 ? "verify_empty" : "verify_good");
  }
  for (const auto& finding : verification.findings)
    lines.push_back("  " + line_of(texts, finding, language));
  const auto more = verification.faults - static_cast<std::int64_t>(verification.findings.size());
  if (more > 0) lines.push_back("  " + texts.format("verify_more", language, {{"more", more}}));
  if (verification.head_seal_no != 0 && verification.anchors == 0)
    lines.push_back(texts.format("verify_no_anchors", language));
  if (verification.waiting > 0)
    lines.push_back(texts.format("verify_waiting", language, {{"rows", verification.waiting}}));
  return lines;
}

std::string describe(const Anchor& anchored, Language language) {
  const texts::Catalog texts(texts_table::entries);
  return texts.format("anchored", language,
                      {{"seal_no", std::to_string(anchored.seal_no)},
                       {"hash", to_hex(anchored.hash)},
                       {"key", anchored.storage_key}});
}

}  // namespace prokat::audit
