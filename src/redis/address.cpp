#include "redis/address.hpp"

#include <charconv>

namespace prokat::redis {
namespace {

template <class T>
bool read_number(std::string_view text, T& value) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    unsigned value = 0;
    const auto read = std::from_chars(&text[i + 1], &text[i + 1] + 2, value, 16);
    if (read.ptr != &text[i + 1] + 2) return std::nullopt;
    plain += static_cast<char>(value);
    i += 2;
  }
  return plain;
}

bool read_credentials(std::string_view text, Address& address) {
  const std::size_t colon = text.find(':');
  const auto user = percent_decoded(text.substr(0, colon));
  const auto password = percent_decoded(colon == std::string_view::npos ? std::string_view()
                                                                        : text.substr(colon + 1));
  if (!user || !password) return false;
  address.user = *user;
  address.password = Secret(*password);
  return true;
}

bool read_host(std::string_view text, Address& address) {
  std::size_t end = text.find(':');
  if (text.starts_with('[')) {  // an IPv6 address
    const std::size_t bracket = text.find(']');
    if (bracket == std::string_view::npos) return false;
    address.host = text.substr(1, bracket - 1);
    end = bracket + 1 < text.size() ? bracket + 1 : std::string_view::npos;
  } else {
    address.host = text.substr(0, end);
  }
  if (address.host.empty()) return false;
  if (end == std::string_view::npos) return true;
  return text[end] == ':' && read_number(text.substr(end + 1), address.port) && address.port != 0;
}

}  // namespace

std::optional<Address> parse_address(std::string_view url) {
  constexpr std::string_view scheme = "redis://";
  if (!url.starts_with(scheme)) return std::nullopt;
  url.remove_prefix(scheme.size());

  Address address;
  if (const std::size_t at = url.rfind('@'); at != std::string_view::npos) {
    if (!read_credentials(url.substr(0, at), address)) return std::nullopt;
    url.remove_prefix(at + 1);
  }
  if (const std::size_t slash = url.find('/'); slash != std::string_view::npos) {
    const auto database = url.substr(slash + 1);
    if (!database.empty() && (!read_number(database, address.database) || address.database < 0)) {
      return std::nullopt;
    }
    url = url.substr(0, slash);
  }
  if (!read_host(url, address)) return std::nullopt;
  return address;
}

}  // namespace prokat::redis
