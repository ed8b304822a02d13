// The reference of all settings, made from the table: `prokat config reference`, docs/config.md.
#include "runtime/config.hpp"
#include "runtime/config_properties.hpp"
#include "runtime/config_values.hpp"

namespace prokat::runtime {
namespace {

std::string_view section_of(std::string_view key) {
  const auto dot = key.find('.');
  return dot == std::string_view::npos ? std::string_view("general") : key.substr(0, dot);
}

std::string_view kind_name(PropertyKind kind) {
  switch (kind) {
    case PropertyKind::text:
      return "text";
    case PropertyKind::secret:
      return "secret";
    case PropertyKind::number:
      return "number";
    case PropertyKind::flag:
      return "true or false";
    case PropertyKind::duration:
      return "duration";
    case PropertyKind::listen:
      return "address:port";
    case PropertyKind::url:
      return "URL";
    case PropertyKind::url_list:
      return "URLs by commas";
    case PropertyKind::proxy:
      return "proxy URL";
    case PropertyKind::choice:
      return "one of";
    case PropertyKind::choices:
      return "all, or some of";
  }
  return "";
}

std::string in_code(std::string_view text) {
  return text.empty() ? std::string("—") : "`" + std::string(text) + "`";
}

std::string row(const Property& property) {
  const std::string bounds = bounds_text(property);
  std::string kind(kind_name(property.kind));
  if (!bounds.empty()) kind += (property.choices.empty() ? ", " : " ") + bounds;
  return "| `" + std::string(property.key) + "` | `" + environment_name(property.key) + "` | " +
         kind + " | " + in_code(property.default_value) + " | " +
         std::string(property.description) + " |\n";
}

}  // namespace

std::string Config::reference_markdown() {
  std::string page =
      "# Settings\n\n"
      "Made by `prokat config reference`; do not edit.\n\n"
      "Later wins: the default, `prokat.toml` (or `--config FILE`), the environment. In the file "
      "`telegram.token` is `token` of the table `[telegram]`; in the environment it is "
      "`PROKAT_TELEGRAM_TOKEN`, where an empty value means \"not set\". A name that is not listed "
      "here is an error. Durations are written `250ms`, `10s`, `60min`, `12h`, `7d`.\n";
  std::string_view section;
  for (const Property& property : properties()) {
    if (section_of(property.key) != section) {
      section = section_of(property.key);
      page += "\n## " + std::string(section) + "\n\n";
      page += "| Key | Environment | Value | Default | What it does |\n|---|---|---|---|---|\n";
    }
    page += row(property);
  }
  return page;
}

}  // namespace prokat::runtime
