// "PR-7K3M9QX": how people name a booking on the phone. Crockford's base32 without vowels, so that
// no code spells a word: 30^7 = 2.2e10 codes from a cryptographic generator. A name and never a
// credential: no page opens by a code alone. Two equal ones are told apart by bookings_code.
#pragma once

#include <string>

namespace prokat::booking {

std::string make_booking_code();

// "PO-7K3M9QX": the same for an order of several units (orders_code).
std::string make_order_code();

}  // namespace prokat::booking
