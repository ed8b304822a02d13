// Pieces of RFC 3339 texts, for period.cpp and time_zone.cpp. Use format_instant, format_date and
// TimeZone::format_with_offset instead.
#pragma once

#include <string>

#include "base/period.hpp"

namespace prokat {

void append_padded(std::string& out, unsigned value, int width);  // with leading zeros
void append_date(std::string& out, LocalDate date);               // 2027-05-01
// Local date and time at this offset, without the offset's own text.
std::string format_with_utc_offset(Instant instant, std::chrono::minutes offset);

}  // namespace prokat
