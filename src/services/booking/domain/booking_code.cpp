#include "services/booking/domain/booking_code.hpp"

#include <sodium.h>

#include <cstdint>
#include <string_view>

namespace prokat::booking {

namespace {

std::string make_code(std::string code) {
  constexpr std::string_view letters = "0123456789BCDFGHJKMNPQRSTVWXYZ";
  constexpr int length = 7;
  // One draw of 64 bits for all letters: a draw for each is a system call for each. 30^7 codes out
  // of 2^64 numbers leave no letter visibly likelier than another.
  std::uint64_t number = 0;
  randombytes_buf(&number, sizeof number);
  for (int i = 0; i < length; ++i) {
    code += letters[number % letters.size()];
    number /= letters.size();
  }
  return code;
}

}  // namespace

std::string make_booking_code() { return make_code("PR-"); }
std::string make_order_code() { return make_code("PO-"); }

}  // namespace prokat::booking
