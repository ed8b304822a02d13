// Where YooKassa's notifications come from. The address must be taken from our own proxy or socket,
// never from a header that anybody can send. The list is YooKassa's; it changes rarely, so it can
// be given as a setting instead.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prokat::payments {

// Networks in CIDR notation; a single address stands for itself.
class AddressList {
 public:
  // Nothing when one of them is not a network: "10.0.0.0/33", "10.0.0.1/8" (bits beyond the
  // prefix).
  static std::optional<AddressList> parse(const std::vector<std::string>& networks);
  static const AddressList& of_yookassa();

  // An IPv4 address mapped into IPv6 ("::ffff:185.71.76.1") counts as the IPv4 address.
  bool contains(const boost::asio::ip::address& address) const;
  bool contains(std::string_view address) const;  // false when it is not an address

 private:
  struct Network {
    std::vector<unsigned char> prefix;  // 4 or 16 bytes
    unsigned bits = 0;
  };
  std::vector<Network> networks_;
};

}  // namespace prokat::payments
