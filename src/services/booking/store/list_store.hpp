// Pages of bookings: which statement finds them without reading what nobody asked for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/booking/store/booking_store.hpp"

namespace prokat::booking {

// Where a page begins: behind this value of the sort, and behind this id where values are equal.
struct PagePosition {
  std::int64_t number = 0;  // microseconds since 1970, or minor units; 0 where codes sort
  std::string code;
  BookingId id;
};

struct PageFilter {
  ListRequest request;  // the customer's own, where a customer asks
  BookingSort sort = BookingSort::start;
  bool ascending = false;
  std::optional<PagePosition> after;
  int limit = 20;
  Instant now;
};

// A phone as identities keep it ("8 (900) 000-00-01" is +79000000001), if the text can be one.
std::optional<std::string> phone_of(std::string_view text);

class ListStore {
 public:
  explicit ListStore(pg::Pool& pool) : pool_(pool) {}

  Task<std::vector<PagePosition>> list(PageFilter filter, Deadline deadline);

 private:
  Task<pg::Rows> walk(const PageFilter& filter, pg::Params params, Deadline deadline);

  pg::Pool& pool_;
};

}  // namespace prokat::booking
