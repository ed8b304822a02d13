#include "services/booking/domain/booking_code.hpp"

#include <sodium.h>

#include <string_view>

namespace prokat::booking {

std::string make_booking_code() {
  constexpr std::string_view letters = "0123456789BCDFGHJKMNPQRSTVWXYZ";
  constexpr int length = 7;
  std::string code = "PR-";
  for (int i = 0; i < length; ++i) code += letters[randombytes_uniform(letters.size())];
  return code;
}

}  // namespace prokat::booking
