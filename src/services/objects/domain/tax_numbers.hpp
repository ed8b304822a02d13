// Numbers that the Russian state gives to companies and entrepreneurs, checked by their own check
// digits: a slip of the finger shows when it is typed and not on a customer's receipt. Whether the
// number belongs to anybody is not asked. Pure.
#pragma once

#include <string_view>

namespace prokat::objects {

// ИНН, 10 digits of a company or 12 of a person (order of the tax service of 26.06.2025, annex).
bool is_inn(std::string_view text);
// КПП: nine characters, of which the fifth and sixth may be letters. It has no check digit.
bool is_kpp(std::string_view text);
// ОГРН (13 digits) or ОГРНИП (15): the last digit is the rest of the others by 11 or 13.
bool is_ogrn(std::string_view text);
// БИК: nine digits.
bool is_bic(std::string_view text);
// An account of 20 digits in the bank of this БИК: weights 7, 1, 3 over the last three digits of
// the БИК and the account (Bank of Russia, 515).
bool is_account(std::string_view account, std::string_view bic);

}  // namespace prokat::objects
