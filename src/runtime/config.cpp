#include "runtime/config.hpp"

#include <algorithm>
#include <filesystem>
#include <initializer_list>

#include "base/broken.hpp"
#include "runtime/config_file.hpp"
#include "runtime/config_properties.hpp"
#include "runtime/config_values.hpp"

extern char** environ;

namespace prokat::runtime {
namespace {

constexpr std::string_view default_file = "prokat.toml";
constexpr std::string_view variable_prefix = "PROKAT_";

const Property& declared(std::string_view key, std::initializer_list<PropertyKind> kinds) {
  const Property* property = find_property(key);
  if (!property) broken_logic("setting " + std::string(key) + " is not declared");
  if (std::find(kinds.begin(), kinds.end(), property->kind) == kinds.end()) {
    broken_logic("setting " + std::string(key) + " is read as another type than declared");
  }
  return *property;
}

// Collects values and faults of all sources, so that an operator sees every mistake at once.
struct Loading {
  std::map<std::string, std::string, std::less<>> values;
  std::map<std::string, std::string, std::less<>> sources;
  std::vector<FieldError> faults;

  void set(const Property& property, std::string value, std::string source) {
    if (const auto fault = find_fault(property, value)) {
      faults.push_back({std::string(property.key), fault->code, source + ": " + fault->detail});
      return;
    }
    values.insert_or_assign(std::string(property.key), std::move(value));
    sources.insert_or_assign(std::string(property.key), std::move(source));
  }

  void take_file(const std::map<std::string, FileValue>& file) {
    for (const auto& [key, value] : file) {
      if (const Property* property = find_property(key)) {
        set(*property, value.text, value.place);
      } else {
        faults.push_back(
            {key, "unknown-key",
             value.place + ": there is no such setting; did you mean " + nearest_key(key) + "?"});
      }
    }
  }

  void take_environment(const std::map<std::string, std::string>& environment) {
    std::map<std::string, const Property*, std::less<>> by_variable;
    for (const Property& property : properties()) {
      by_variable.emplace(environment_name(property.key), &property);
    }
    for (const auto& [name, value] : environment) {
      if (!name.starts_with(variable_prefix) || value.empty() || is_for_our_scripts(name)) continue;
      if (const auto found = by_variable.find(name); found != by_variable.end()) {
        set(*found->second, value, name);
      } else {
        faults.push_back(
            {name, "unknown-key",
             "there is no such setting; did you mean " + nearest_environment_name(name) + "?"});
      }
    }
  }

  // A moved clock would take and refund real money on wrong days.
  void refuse_moved_clock_with_real_providers() {
    if (parse_duration(values.at("clock.offset"))->count() == 0) return;
    for (const auto& [credential, address] :
         {std::pair{"telegram.token", "telegram.api_url"},
          std::pair{"yookassa.secret_key", "yookassa.api_url"}}) {
      if (values.at(credential).empty() || is_loopback_url(values.at(address))) continue;
      faults.push_back({"clock.offset", "bad-value",
                        sources.at("clock.offset") + ": business time cannot be moved while " +
                            address + " is a real provider"});
      return;
    }
  }
};

}  // namespace

std::map<std::string, std::string> Config::environment_of_process() {
  std::map<std::string, std::string> environment;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals == std::string_view::npos || !text.starts_with(variable_prefix)) continue;
    environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return environment;
}

Result<Config> Config::load(const Source& source) {
  Loading loading;
  for (const Property& property : properties()) {
    loading.set(property, std::string(property.default_value), "default");
  }
  const std::string path(source.file.empty() ? default_file : std::string_view(source.file));
  if (!source.file.empty() || std::filesystem::exists(path)) {
    const auto file = read_config_file(path);
    if (file) {
      loading.take_file(*file);
    } else {
      loading.faults = file.error().errors;
    }
  }
  loading.take_environment(source.environment);
  if (loading.faults.empty()) loading.refuse_moved_clock_with_real_providers();
  if (!loading.faults.empty()) {
    return fail(ProblemCode::validation_failed, "The configuration is wrong",
                std::move(loading.faults));
  }
  Config config;
  config.values_ = std::move(loading.values);
  config.sources_ = std::move(loading.sources);
  return config;
}

const std::string& Config::text(std::string_view key) const {
  using enum PropertyKind;
  declared(key, {PropertyKind::text, listen, url, url_list, proxy, choice, choices});
  return values_.find(key)->second;
}

Secret Config::secret(std::string_view key) const {
  declared(key, {PropertyKind::secret});
  return Secret(values_.find(key)->second);
}

std::int64_t Config::number(std::string_view key) const {
  declared(key, {PropertyKind::number});
  return *parse_number(values_.find(key)->second);
}

bool Config::flag(std::string_view key) const {
  declared(key, {PropertyKind::flag});
  return values_.find(key)->second == "true";
}

std::chrono::milliseconds Config::duration(std::string_view key) const {
  declared(key, {PropertyKind::duration});
  return *parse_duration(values_.find(key)->second);
}

std::vector<std::string> Config::list(std::string_view key) const {
  using enum PropertyKind;
  declared(key, {url_list, choices});
  const auto parts = split_by_commas(values_.find(key)->second);
  return {parts.begin(), parts.end()};
}

bool Config::providers_are_loopback() const {
  return is_loopback_url(text("telegram.api_url")) && is_loopback_url(text("yookassa.api_url"));
}

std::vector<std::string> Config::describe() const {
  std::vector<std::string> lines;
  for (const Property& property : properties()) {
    const std::string& value = values_.find(property.key)->second;
    const bool hidden = property.kind == PropertyKind::secret && !value.empty();
    lines.push_back(std::string(property.key) + " = " + (hidden ? "***" : value) + "  # " +
                    sources_.find(property.key)->second);
  }
  return lines;
}

}  // namespace prokat::runtime
