// Reading: one booking, pages of them, and what may be paid now.
#include <algorithm>

#include "base/enum_names.hpp"
#include "services/booking/local_service.hpp"
#include "services/booking/store/list_store.hpp"

namespace prokat::booking {

namespace {

// "<sort><+|-><value>.<uuid>": opaque to callers, who only hand it back. A page continues the list
// it came from, so the sort stands in it.
std::string format_cursor(const PageFilter& filter, const PagePosition& position) {
  const auto value =
      filter.sort == BookingSort::code ? position.code : std::to_string(position.number);
  return std::string(enum_name(filter.sort)) + (filter.ascending ? "+" : "-") + value + "." +
         position.id.to_string();
}

std::optional<PagePosition> parse_cursor(std::string_view text, const PageFilter& filter) {
  const auto start = std::string(enum_name(filter.sort)) + (filter.ascending ? "+" : "-");
  if (!text.starts_with(start)) return std::nullopt;
  text.remove_prefix(start.size());
  const auto dot = text.find('.');
  if (dot == std::string_view::npos || dot == 0 || dot > 18) return std::nullopt;
  const auto id = BookingId::parse(text.substr(dot + 1));
  if (!id) return std::nullopt;
  const auto value = text.substr(0, dot);
  if (filter.sort == BookingSort::code) return PagePosition{0, std::string(value), *id};
  std::int64_t number = 0;
  for (const char c : value) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return PagePosition{number, "", *id};
}

Result<PageFilter> filter_of(const CallContext& context, const ListRequest& request) {
  std::vector<FieldError> errors;
  PageFilter filter;
  filter.sort = request.sort.value_or(BookingSort::start);
  filter.ascending = request.ascending.value_or(false);
  filter.limit = request.limit.value_or(20);
  if (filter.limit < 1 || filter.limit > 100)
    errors.push_back({"?limit", "out-of-range", "1 to 100"});
  if (request.cursor) {
    filter.after = parse_cursor(*request.cursor, filter);
    if (!filter.after)
      errors.push_back({"?cursor", "bad-value", "use next_cursor of the page before"});
  }
  if (!errors.empty())
    return fail(ProblemCode::validation_failed, "the list cannot be asked for like this",
                std::move(errors));
  filter.request = request;
  if (context.principal.role < Role::operator_) {
    const auto self = CustomerId::parse(context.principal.id);
    if (context.principal.role != Role::customer || !self ||
        request.customer_id.value_or(*self) != *self) {
      return fail(ProblemCode::forbidden, "customers list their own bookings");
    }
    filter.request.customer_id = self;
  }
  return filter;
}

bool is_payable(const OrderBooking& booking, Instant now) {
  switch (booking.status) {
    case Status::awaiting_payment:
      // What is about to expire is not paid for any more: the money would come late.
      return booking.hold_expires_at && *booking.hold_expires_at > now;
    case Status::confirmed:
    case Status::paid:
    case Status::completed:
      return true;
    case Status::cancelled:
      return booking.cancel_fee.amount_minor > booking.paid.amount_minor;
  }
  return false;
}

Money charged(const OrderBooking& booking) {
  return booking.status == Status::cancelled ? booking.cancel_fee : booking.amount;
}

std::string title_in(Language language, const std::vector<OrderBooking>& bookings) {
  const auto& first = bookings.front();
  const auto zone = TimeZone::find(first.time_zone).value_or(TimeZone());
  const auto start = zone.date_of(first.period.start);
  auto last = zone.date_of(first.period.end);
  // The end of calendar days is the midnight after; people name the day before it.
  if (first.rental_unit == rental::RentalUnit::calendar_day) last = add_days(last, -1);
  std::string title =
      first.object_name.in(language) + ", " + format_date_range(start, last, language);
  if (bookings.size() > 1)
    title += (language == Language::ru ? " и ещё " : " and ") +
             std::to_string(bookings.size() - 1) + (language == Language::ru ? "" : " more");
  return title;
}

AmountDue sum_up(const std::vector<OrderBooking>& bookings, Instant now) {
  const auto& first = bookings.front();
  AmountDue due;
  due.order_id = first.order_id;
  if (bookings.size() == 1) due.booking_id = first.id;
  due.customer_id = first.customer_id;
  due.code = first.code;
  due.title = {title_in(Language::ru, bookings), title_in(Language::en, bookings)};
  due.amount = Money{0, first.amount.currency};
  for (const auto& booking : bookings) {
    if (!is_payable(booking, now)) continue;
    due.amount = due.amount + (charged(booking) - booking.paid);
    if (booking.status != Status::awaiting_payment) continue;
    due.hold_expires_at =
        std::min(due.hold_expires_at.value_or(*booking.hold_expires_at), *booking.hold_expires_at);
  }
  due.payable = due.amount.amount_minor > 0;
  return due;
}

}  // namespace

Task<Result<Booking>> LocalService::find(const CallContext& context, BookingRequest request) {
  auto booking = co_await store_.find(request.id, clock_.now(), context.deadline);
  if (!booking || !may_see(context, booking->customer.id))
    co_return fail(ProblemCode::not_found, "no such booking");
  co_return std::move(*booking);
}

Task<Result<BookingPage>> LocalService::list(const CallContext& context, ListRequest request) {
  auto filter = filter_of(context, request);
  if (!filter) co_return pass(std::move(filter));
  const auto limit = static_cast<std::size_t>(filter->limit);
  ++filter->limit;  // one more than asked for tells whether there is a next page
  filter->now = clock_.now();
  auto positions = co_await ListStore(pool_).list(*filter, context.deadline);
  BookingPage page;
  if (positions.size() > limit) {
    positions.resize(limit);
    page.next_cursor = format_cursor(*filter, positions.back());
  }
  std::vector<BookingId> ids;
  for (const auto& position : positions) ids.push_back(position.id);
  if (!ids.empty())
    page.items = co_await store_.find_all(std::move(ids), clock_.now(), context.deadline);
  co_return page;
}

Task<Result<AmountDue>> LocalService::amount_due(const CallContext& context,
                                                 AmountDueRequest request) {
  const auto bookings =
      co_await store_.list_order(request.order_id, request.booking_id, context.deadline);
  if (bookings.empty() || !may_see(context, bookings.front().customer_id))
    co_return fail(ProblemCode::not_found, "no such order");
  co_return sum_up(bookings, clock_.now());
}

}  // namespace prokat::booking
