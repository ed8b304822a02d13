#include "runtime/config_file.hpp"

#include <toml++/toml.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace prokat::runtime {
namespace {

using Values = std::map<std::string, FileValue>;

struct Flattening {
  const std::string& file_name;
  Values values;
  std::vector<FieldError> faults;

  std::string place_of(const toml::node& node) const {
    return file_name + ":" + std::to_string(node.source().begin.line);
  }

  // Strings, whole numbers and flags; the configuration has no fractions and no dates.
  std::optional<std::string> scalar_text(const toml::node& node) const {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return std::to_string(number->get());
    if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
    return std::nullopt;
  }

  std::optional<std::string> array_text(const toml::array& array) const {
    std::string joined;
    for (const toml::node& element : array) {
      const auto text = scalar_text(element);
      if (!text) return std::nullopt;
      if (!joined.empty()) joined += ',';
      joined += *text;
    }
    return joined;
  }

  void add(const std::string& key, const toml::node& node) {
    if (const auto* table = node.as_table()) return add_table(key + ".", *table);
    const auto* array = node.as_array();
    const auto text = array ? array_text(*array) : scalar_text(node);
    if (text) {
      values.insert_or_assign(key, FileValue{*text, place_of(node)});
    } else {
      faults.push_back({key, "wrong-type",
                        place_of(node) + ": must be a string, a whole number, true or false"});
    }
  }

  void add_table(const std::string& prefix, const toml::table& table) {
    for (const auto& [key, node] : table) add(prefix + std::string(key.str()), node);
  }
};

Result<Values> refuse(const std::string& path, std::string code, std::string detail) {
  return fail(ProblemCode::validation_failed, "The configuration is wrong",
              {{path, std::move(code), std::move(detail)}});
}

}  // namespace

Result<Values> read_config_file(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  const bool empty = file.peek() == std::ifstream::traits_type::eof();
  if (!file.is_open() || file.bad()) {
    return refuse(path, "unreadable", std::string("cannot be read: ") + std::strerror(errno));
  }
  std::ostringstream text;
  if (!empty) text << file.rdbuf();
  const std::string name = std::filesystem::path(path).filename();
  try {
    const toml::table table = toml::parse(text.str(), path);
    Flattening flattening{name, {}, {}};
    flattening.add_table("", table);
    if (!flattening.faults.empty()) {
      return fail(ProblemCode::validation_failed, "The configuration is wrong",
                  std::move(flattening.faults));
    }
    return std::move(flattening.values);
  } catch (const toml::parse_error& error) {
    return refuse(path, "bad-toml",
                  "line " + std::to_string(error.source().begin.line) + ": " +
                      std::string(error.description()));
  }
}

}  // namespace prokat::runtime
