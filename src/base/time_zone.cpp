// IANA zones over cctz, which reads the system's tzdata. Each zone is loaded once and never freed.
#include <cctz/time_zone.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>

#include "base/period.hpp"
#include "base/time_format.hpp"

namespace prokat {

struct TimeZone::Impl {
  std::string name;
  cctz::time_zone zone;
};

namespace {

using namespace std::chrono;

using CctzInstant = cctz::time_point<cctz::seconds>;

CctzInstant to_cctz(Instant instant) { return floor<seconds>(instant); }

// cctz would also open "/etc/passwd", "file:..." and "libc:localtime"; only names of the database
// may pass, because they come from requests and rows.
bool looks_like_a_zone(std::string_view name) {
  if (name == "UTC") return true;
  if (name.size() > 64 || name.find('/') == std::string_view::npos) return false;
  if (name.front() == '/' || name.find("..") != std::string_view::npos) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '_' || c == '-' || c == '+';
  });
}

}  // namespace

TimeZone::TimeZone() {
  static const Impl utc{"UTC", cctz::utc_time_zone()};
  impl_ = &utc;
}

std::optional<TimeZone> TimeZone::find(std::string_view name) {
  // Only zones that exist are kept, so the map is bounded by the size of tzdata.
  static std::shared_mutex mutex;
  static std::map<std::string, std::unique_ptr<Impl>, std::less<>> zones;

  if (!looks_like_a_zone(name)) return std::nullopt;
  if (name == "UTC") return TimeZone();
  {
    const std::shared_lock lock(mutex);
    if (const auto found = zones.find(name); found != zones.end()) {
      return TimeZone(found->second.get());
    }
  }
  auto loaded = std::make_unique<Impl>();
  loaded->name = name;
  if (!cctz::load_time_zone(loaded->name, &loaded->zone)) return std::nullopt;
  const std::unique_lock lock(mutex);
  const auto [row, inserted] = zones.try_emplace(std::string(name), std::move(loaded));
  return TimeZone(row->second.get());
}

const std::string& TimeZone::name() const { return impl_->name; }

Instant TimeZone::to_instant(LocalDate date, LocalTime time) const {
  const cctz::civil_second local(int(date.year()), static_cast<int>(unsigned(date.month())),
                                 static_cast<int>(unsigned(date.day())), 0,
                                 static_cast<int>(time.count()), 0);
  const auto found = impl_->zone.lookup(local);
  // In a gap `trans` is the moment the clocks jump; for a doubled time `pre` is the first one.
  const bool skipped = found.kind == cctz::time_zone::civil_lookup::SKIPPED;
  return Instant((skipped ? found.trans : found.pre).time_since_epoch());
}

LocalDate TimeZone::date_of(Instant instant) const {
  const auto local = impl_->zone.lookup(to_cctz(instant)).cs;
  return LocalDate{year(static_cast<int>(local.year())),
                   month(static_cast<unsigned>(local.month())),
                   day(static_cast<unsigned>(local.day()))};
}

LocalTime TimeZone::time_of(Instant instant) const {
  const auto local = impl_->zone.lookup(to_cctz(instant)).cs;
  return minutes(local.hour() * 60 + local.minute());
}

std::string TimeZone::format_with_offset(Instant instant) const {
  // Whole minutes: since 1972 no zone differs from UTC by seconds.
  const int offset = impl_->zone.lookup(to_cctz(instant)).offset / 60;
  std::string text = format_with_utc_offset(instant, minutes(offset));
  const auto distance = static_cast<unsigned>(std::abs(offset));
  text += offset < 0 ? '-' : '+';
  append_padded(text, distance / 60, 2);
  text += ':';
  append_padded(text, distance % 60, 2);
  return text;
}

}  // namespace prokat
