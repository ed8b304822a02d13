#include "http/message.hpp"

#include <algorithm>
#include <cstdlib>

namespace prokat::http {

namespace {

std::optional<std::string_view> find_in(
    const std::vector<std::pair<std::string, std::string>>& pairs, std::string_view name) {
  const auto found = std::find_if(pairs.begin(), pairs.end(),
                                  [&](const auto& pair) { return pair.first == name; });
  if (found == pairs.end()) return std::nullopt;
  return std::string_view(found->second);
}

}  // namespace

std::string_view Request::path_param(std::string_view name) const {
  const auto value = find_in(path_params, name);
  if (!value) std::abort();  // the handler asks for what its pattern does not have
  return *value;
}

std::optional<std::string_view> Request::query_param(std::string_view name) const {
  return find_in(query, name);
}

std::optional<std::string_view> Request::header(std::string_view lower_case_name) const {
  return find_in(headers, lower_case_name);
}

}  // namespace prokat::http
