#include "services/payments/provider/yookassa_addresses.hpp"

#include <charconv>

#include "base/broken.hpp"

namespace prokat::payments {

namespace {

namespace ip = boost::asio::ip;

std::vector<unsigned char> bytes_of(const ip::address& address) {
  if (address.is_v4()) {
    const auto bytes = address.to_v4().to_bytes();
    return {bytes.begin(), bytes.end()};
  }
  const ip::address_v6 v6 = address.to_v6();
  if (v6.is_v4_mapped()) return bytes_of(ip::make_address_v4(ip::v4_mapped, v6));
  const auto bytes = v6.to_bytes();
  return {bytes.begin(), bytes.end()};
}

std::optional<ip::address> parse_address(std::string_view text) {
  boost::system::error_code error;
  const ip::address address = ip::make_address(std::string(text), error);
  return error ? std::nullopt : std::optional(address);
}

std::optional<unsigned> parse_bits(std::string_view text, unsigned bits_max) {
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (error != std::errc() || end != text.data() + text.size() || bits > bits_max) {
    return std::nullopt;
  }
  return bits;
}

// The bits of byte `index` that belong to a prefix of `bits` bits.
unsigned mask_of_byte(std::size_t index, unsigned bits) {
  const unsigned before = static_cast<unsigned>(index) * 8;
  if (bits >= before + 8) return 0xFF;
  return bits <= before ? 0 : (0xFF00U >> (bits - before)) & 0xFFU;
}

}  // namespace

std::optional<AddressList> AddressList::parse(const std::vector<std::string>& networks) {
  AddressList list;
  for (const std::string& text : networks) {
    const auto slash = text.find('/');
    const auto address = parse_address(std::string_view(text).substr(0, slash));
    if (!address) return std::nullopt;
    Network network{bytes_of(*address), 0};
    const auto bits_max = static_cast<unsigned>(network.prefix.size() * 8);
    const auto bits = slash == std::string::npos
                          ? bits_max
                          : parse_bits(std::string_view(text).substr(slash + 1), bits_max);
    if (!bits) return std::nullopt;
    network.bits = *bits;
    for (std::size_t i = 0; i < network.prefix.size(); ++i) {
      if ((network.prefix[i] & ~mask_of_byte(i, *bits)) != 0) return std::nullopt;
    }
    list.networks_.push_back(std::move(network));
  }
  return list;
}

const AddressList& AddressList::of_yookassa() {
  static const AddressList list = [] {
    auto parsed = parse({"185.71.76.0/27", "185.71.77.0/27", "77.75.153.0/25", "77.75.154.128/25",
                         "77.75.156.11", "77.75.156.35", "2a02:5180::/32"});
    if (!parsed) broken_logic("YooKassa's own list of networks does not parse");
    return std::move(*parsed);
  }();
  return list;
}

bool AddressList::contains(const ip::address& address) const {
  const auto bytes = bytes_of(address);
  for (const Network& network : networks_) {
    if (network.prefix.size() != bytes.size()) continue;
    bool inside = true;
    for (std::size_t i = 0; i < bytes.size() && inside; ++i) {
      inside = (bytes[i] & mask_of_byte(i, network.bits)) == network.prefix[i];
    }
    if (inside) return true;
  }
  return false;
}

bool AddressList::contains(std::string_view address) const {
  const auto parsed = parse_address(address);
  return parsed && contains(*parsed);
}

}  // namespace prokat::payments
