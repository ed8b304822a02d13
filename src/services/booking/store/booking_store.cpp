#include "services/booking/store/booking_store.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/enum_names.hpp"
#include "services/booking/sql.hpp"
#include "services/booking/store/extras_store.hpp"

namespace prokat::booking {

namespace {

template <DescribedEnum E>
E read_enum(const pg::Row& row, std::string_view column) {
  const auto value = parse_enum<E>(row.text(column));
  if (!value) {
    throw std::logic_error("column " + std::string(column) + " holds " +
                           std::string(row.text(column)));
  }
  return *value;
}

Standing read_standing(const pg::Row& row) {
  Standing standing{read_enum<Status>(row, "status"), std::nullopt};
  if (!row.is_null("cancel_reason"))
    standing.reason = read_enum<CancelReason>(row, "cancel_reason");
  return standing;
}

Money read_money(const pg::Row& row, std::string_view column) {
  return Money{row.get<std::int64_t>(column), row.get<Currency>("currency")};
}

TimeZone read_zone(const pg::Row& row) {
  const auto zone = TimeZone::find(row.text("time_zone"));
  if (!zone) throw std::logic_error("no such time zone: " + std::string(row.text("time_zone")));
  return *zone;
}

// JSON that we have written or put together ourselves.
template <class T>
std::vector<T> read_list(const pg::Row& row, std::string_view column) {
  if (row.is_null(column)) return {};
  auto list = json::parse<std::vector<T>>(row.text(column));
  if (!list) {
    throw std::logic_error("column " + std::string(column) +
                           " cannot be read: " + list.error().detail);
  }
  return std::move(*list);
}

std::vector<BookingChange> read_changes(const pg::Row& row) {
  if (row.is_null("changes")) return {};
  auto changes = json::parse<std::vector<BookingChange>>(row.text("changes"));
  if (!changes) throw std::logic_error("changes cannot be read: " + changes.error().detail);
  return std::move(*changes);
}

BookingTerms read_terms(std::string_view text) {
  if (text == "{}") return {};
  auto terms = json::parse<BookingTerms>(text, {json::UnknownFields::ignore});
  if (!terms) throw std::logic_error("a booking's terms cannot be read: " + terms.error().detail);
  return std::move(*terms);
}

void read_time(Booking& booking, const pg::Row& row, Instant now) {
  const auto zone = read_zone(row);
  const Period period{row.get<Instant>("date_start"), row.get<Instant>("date_end")};
  booking.start = zone.format_with_offset(period.start);
  booking.end = zone.format_with_offset(period.end);
  booking.start_date = zone.date_of(period.start);
  booking.end_date = zone.date_of(period.end);
  booking.time_zone = zone.name();
  booking.picked_up_at = row.get<std::optional<Instant>>("picked_up_at");
  booking.returned_at = row.get<std::optional<Instant>>("returned_at");
  booking.stage = stage_at({period, booking.picked_up_at, booking.returned_at}, now);
}

Booking read_booking(const pg::Row& row, Instant now) {
  Booking booking;
  const auto standing = read_standing(row);
  booking.id = row.get<BookingId>("id");
  booking.code = row.get<std::string>("code");
  booking.order_id = row.get<OrderId>("order_id");
  booking.order_code = row.get<std::optional<std::string>>("order_code");
  booking.status = standing.status;
  booking.cancel_reason = standing.reason;
  booking.object_id = row.get<ObjectId>("object_id");
  booking.object = {booking.object_id, row.get<std::string>("type"),
                    LocalizedText{row.get<std::string>("name_ru"), row.get<std::string>("name_en")},
                    row.get<std::string>("unit_label")};
  read_time(booking, row, now);
  booking.pickup_location_id = row.get<LocationId>("pickup_location_id");
  booking.customer.id = row.get<CustomerId>("customer_id");
  booking.lines = read_list<rental::PriceLine>(row, "lines");
  booking.addons = read_list<BookingAddon>(row, "addons");
  booking.promo_code = row.get<std::optional<std::string>>("promo_code");
  booking.taxes = read_list<rental::TaxPart>(row, "taxes");
  booking.total = read_money(row, "amount_minor");
  booking.paid = read_money(row, "paid_minor");
  const auto fee = read_money(row, "cancel_fee_minor");
  booking.balance = (standing.status == Status::cancelled ? fee : booking.total) - booking.paid;
  booking.deposit = read_money(row, "deposit_minor");
  if (fee.amount_minor > 0) booking.cancellation_fee = fee;
  if (auto words = row.get<std::string>("cancel_note"); !words.empty())
    booking.cancellation_note = std::move(words);
  booking.at_risk = row.get<bool>("at_risk");
  booking.changes = read_changes(row);
  if (standing.status == Status::awaiting_payment)
    booking.hold_expires_at = row.get<std::optional<Instant>>("hold_expires_at");
  booking.note = row.get<std::string>("note");
  booking.channel = row.get<std::string>("channel");
  booking.created_at = row.get<Instant>("created_at");
  booking.updated_at = row.get<Instant>("updated_at");
  booking.version = row.get<int>("version");
  return booking;
}

OrderBooking read_order_booking(const pg::Row& row) {
  OrderBooking booking;
  booking.id = row.get<BookingId>("id");
  booking.code = row.get<std::string>("code");
  booking.order_id = row.get<OrderId>("order_id");
  booking.customer_id = row.get<CustomerId>("customer_id");
  booking.status = read_enum<Status>(row, "status");
  booking.amount = read_money(row, "amount_minor");
  booking.paid = read_money(row, "paid_minor");
  booking.cancel_fee = read_money(row, "cancel_fee_minor");
  booking.hold_expires_at = row.get<std::optional<Instant>>("hold_expires_at");
  booking.period = Period{row.get<Instant>("date_start"), row.get<Instant>("date_end")};
  booking.time_zone = row.get<std::string>("time_zone");
  booking.object_name = {row.get<std::string>("name_ru"), row.get<std::string>("name_en")};
  booking.rental_unit = read_enum<rental::RentalUnit>(row, "rental_unit");
  return booking;
}

}  // namespace

LockedBooking read_locked(const pg::Row& row) {
  LockedBooking booking;
  booking.id = row.get<BookingId>("id");
  booking.order_id = row.get<OrderId>("order_id");
  booking.object_id = row.get<ObjectId>("object_id");
  booking.customer_id = row.get<CustomerId>("customer_id");
  booking.channel = row.get<std::string>("channel");
  booking.standing = read_standing(row);
  booking.amount = read_money(row, "amount_minor");
  booking.paid = read_money(row, "paid_minor");
  booking.cancel_fee = read_money(row, "cancel_fee_minor");
  booking.version = row.get<int>("version");
  booking.price_revision = row.get<int>("price_revision");
  booking.period = {row.get<Instant>("date_start"), row.get<Instant>("date_end")};
  booking.blocked = {row.get<Instant>("blocked_from"), row.get<Instant>("blocked_until")};
  booking.time_zone = row.get<std::string>("time_zone");
  booking.picked_up_at = row.get<std::optional<Instant>>("picked_up_at");
  booking.returned_at = row.get<std::optional<Instant>>("returned_at");
  booking.created_at = row.get<Instant>("created_at");
  booking.terms = read_terms(row.text("terms"));
  return booking;
}

pg::Params& add_change(pg::Params& params, const Change& change) {
  return params.add(change.actor).add(change.channel).add(change.request_id).add(change.now);
}

Task<std::optional<Booking>> BookingStore::find(BookingId id, Instant now, Deadline deadline) {
  auto found = co_await find_all({id}, now, deadline);
  if (found.empty()) co_return std::nullopt;
  co_return std::move(found.front());
}

Task<std::vector<Booking>> BookingStore::find_all(std::vector<BookingId> ids, Instant now,
                                                  Deadline deadline) {
  const auto rows =
      co_await pool_.statement(sql::find_bookings, pg::Params().add_array(ids).add(now), deadline);
  std::vector<Booking> bookings;
  bookings.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) bookings.push_back(read_booking(rows[i], now));
  std::ranges::sort(bookings, {}, [&ids](const Booking& booking) {
    return std::ranges::find(ids, booking.id) - ids.begin();
  });
  co_return bookings;
}

Task<std::vector<OrderBooking>> BookingStore::list_order(std::optional<OrderId> order_id,
                                                         std::optional<BookingId> booking_id,
                                                         Deadline deadline) {
  const auto rows = co_await pool_.statement(sql::list_order_bookings,
                                             pg::Params().add(order_id).add(booking_id), deadline);
  std::vector<OrderBooking> bookings;
  for (std::size_t i = 0; i < rows.size(); ++i) bookings.push_back(read_order_booking(rows[i]));
  co_return bookings;
}

Task<std::vector<BookingId>> BookingStore::find_unpaid_holds(Instant now, int limit,
                                                             Deadline deadline) {
  const auto rows =
      co_await pool_.statement(sql::find_unpaid_holds, pg::Params().add(now).add(limit), deadline);
  std::vector<BookingId> ids;
  for (std::size_t i = 0; i < rows.size(); ++i) ids.push_back(rows[i].get<BookingId>("id"));
  co_return ids;
}

Task<std::vector<DueHold>> BookingStore::find_holds_with_payments(Instant now, DueHold after,
                                                                  int limit, Deadline deadline) {
  pg::Params params;
  params.add(now).add(after.hold_expires_at).add(after.id).add(limit);
  const auto rows =
      co_await pool_.statement(sql::find_holds_with_payments, std::move(params), deadline);
  std::vector<DueHold> holds;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    holds.push_back({rows[i].get<Instant>("hold_expires_at"), rows[i].get<BookingId>("id"),
                     rows[i].get<OrderId>("order_id")});
  }
  co_return holds;
}

Task<std::size_t> BookingStore::expire(std::vector<BookingId> ids, Change change,
                                       Deadline deadline) {
  std::vector<EventId> event_ids(ids.size());
  std::ranges::generate(event_ids, &EventId::make);
  pg::Params params;
  params.add_array(ids).add_array(event_ids).add(change.now);
  params.add(change.actor).add(change.channel).add(change.request_id);
  const auto rows = co_await pool_.statement(sql::expire_holds, std::move(params), deadline);
  co_return rows.size();
}

Task<std::optional<LockedBooking>> BookingStore::lock(pg::Transaction& tx, BookingId id) {
  const auto rows = co_await tx.statement(sql::lock_booking, pg::Params().add(id));
  if (rows.empty()) co_return std::nullopt;
  co_return read_locked(rows[0]);
}

Task<std::vector<LockedBooking>> BookingStore::lock_order(pg::Transaction& tx, OrderId order_id) {
  const auto rows = co_await tx.statement(sql::lock_order_bookings, pg::Params().add(order_id));
  std::vector<LockedBooking> bookings;
  for (std::size_t i = 0; i < rows.size(); ++i) bookings.push_back(read_locked(rows[i]));
  co_return bookings;
}

Task<int> BookingStore::set_status(pg::Transaction& tx, BookingId id, NewStatus next,
                                   Change change) {
  pg::Params params;
  params.add(id).add(enum_name(next.standing.status));
  if (next.standing.reason) {
    params.add(enum_name(*next.standing.reason));
  } else {
    params.add_null();
  }
  add_change(params, change).add(next.received_minor);
  const auto rows = co_await tx.statement(sql::set_status, std::move(params));
  co_return rows.only().get<int>("version");
}

Task<std::optional<int>> BookingStore::revive(pg::Transaction& tx, LockedBooking booking,
                                              NewStatus next, Change change) {
  const auto locked = co_await tx.statement(sql::lock_object, pg::Params().add(booking.object_id));
  if (locked.empty())
    throw std::runtime_error("another booking of this object is being revived; try again");
  pg::Params params;
  params.add(booking.id).add(enum_name(next.standing.status));
  add_change(params, change).add(next.received_minor);
  const auto rows = co_await tx.statement(sql::revive_booking, std::move(params));
  if (rows.empty()) co_return std::nullopt;
  if (co_await ExtrasStore::retake(tx, booking.id)) co_return rows.only().get<int>("version");
  // The dates are there, a child seat is not: put back as it was.
  co_await set_status(tx, booking.id, {booking.standing, -next.received_minor}, change);
  co_return std::nullopt;
}

Task<void> BookingStore::add_entry(pg::Transaction& tx, const LockedBooking& booking,
                                   LedgerEntry entry, Instant now) {
  pg::Params params;
  params.add(booking.order_id).add(booking.id).add(enum_name(entry.account));
  params.add(entry.amount.amount_minor).add(entry.amount.currency);
  params.add(entry.cause_kind).add(entry.cause_id).add(now);
  co_await tx.statement(sql::insert_ledger_entry, std::move(params));
  const auto charged = entry.account == LedgerAccount::charge     ? entry.amount.amount_minor
                       : entry.account == LedgerAccount::writeoff ? -entry.amount.amount_minor
                                                                  : 0;
  if (charged == 0) co_return;
  co_await tx.statement(sql::add_order_total, pg::Params().add(booking.order_id).add(charged));
}

Task<bool> BookingStore::payment_is_entered(pg::Transaction& tx, PaymentId payment_id) {
  const auto rows = co_await tx.statement(sql::find_payment_entry, pg::Params().add(payment_id));
  co_return rows.only().get<bool>("entered");
}

}  // namespace prokat::booking
