#include "services/notifications/rendering.hpp"

#include <cstdlib>

#include "base/json.hpp"
#include "channels/markup.hpp"
#include "services/audit/events.hpp"
#include "services/notifications/texts.hpp"

namespace prokat::notifications {

using booking::Booking;
using booking::Status;
using channels::Button;
using channels::escape;

struct Rendering::Facts {
  Booking booking;
  std::string object;
  std::string unit;
  std::string place;
  std::string dates;
  std::string pickup;  // when the customer is expected
  std::string customer;
  std::string total;
  std::string paid;
  std::string balance;
};

namespace {

std::string enum_name(auto value) { return boost::describe::enum_to_string(value, ""); }

// "1–3 мая", or "сб, 1 мая 2027, 10:00–14:00" where the clock matters.
std::string dates_of(const Booking& booking, Language language) {
  const auto zone = TimeZone::find(booking.time_zone).value_or(TimeZone());
  const auto start = parse_instant(booking.start);
  const auto end = parse_instant(booking.end);
  if (!start || !end) return format_date_range(booking.start_date, booking.end_date, language);
  const auto from = zone.time_of(*start);
  const auto to = zone.time_of(*end);
  if (booking.start_date == booking.end_date)
    return format_date_long(booking.start_date, language) + ", " + format_time(from) + "–" +
           format_time(to);
  if (from.count() == 0 && to.count() == 0)
    return format_date_range(booking.start_date, add_days(booking.end_date, -1), language);
  return format_date_range(booking.start_date, booking.end_date, language) + ", " +
         format_time(from) + " → " + format_time(to);
}

std::string moment(const std::string& zone_name, Instant at, Language language) {
  const auto zone = TimeZone::find(zone_name).value_or(TimeZone());
  return format_date_long(zone.date_of(at), language) + ", " + format_time(zone.time_of(at));
}

}  // namespace

Rendering::Rendering(auth::Service& auth, objects::Service& objects, booking::Service& booking,
                     payments::Service& payments)
    : auth_(auth),
      objects_(objects),
      booking_(booking),
      payments_(payments),
      texts_(texts_table::entries) {}

Task<Result<Rendering::Facts>> Rendering::facts(const CallContext& context, BookingId booking_id,
                                                Language language) const {
  auto found = co_await booking_.find(context, booking::BookingRequest{booking_id});
  if (!found) co_return pass(std::move(found));
  Facts facts;
  facts.booking = std::move(*found);
  const auto& booking = facts.booking;
  facts.object = escape(booking.object.name.in(language));
  facts.unit = escape(booking.object.unit_label);
  facts.dates = dates_of(booking, language);
  const auto start = parse_instant(booking.start);
  facts.pickup = start ? moment(booking.time_zone, *start, language) : facts.dates;
  facts.total = format_money(booking.total, language);
  facts.paid = format_money(booking.paid, language);
  facts.balance = format_money(booking.balance, language);
  const auto places = co_await objects_.list_locations(context, rpc::Empty{});
  if (places) {
    for (const auto& place : places->items) {
      if (place.id != booking.pickup_location_id) continue;
      const auto& address = place.address.in(language);
      facts.place = escape(place.city.in(language) + (address.empty() ? "" : ", " + address));
    }
  }
  const auto customer =
      co_await auth_.customer(context, auth::CustomerRequest{booking.customer.id});
  if (customer)
    facts.customer = escape(customer->name + (customer->phone ? " " + *customer->phone : ""));
  co_return facts;
}

Task<std::string> Rendering::pay_link(const CallContext& context, OrderId order_id) const {
  const auto list =
      co_await payments_.list_for_order(context, payments::OrderPaymentsRequest{order_id});
  if (list) {
    for (const auto& payment : list->items) {
      if (payment.status == payments::PaymentStatus::pending && payment.confirmation_url)
        co_return *payment.confirmation_url;
    }
  }
  co_return std::string();
}

std::string Rendering::footer(const Facts& facts, Language language) const {
  const auto& booking = facts.booking;
  if (booking.status == Status::cancelled) {
    return texts_.format(booking.cancel_reason == booking::CancelReason::expired
                             ? "footer_expired"
                             : "footer_cancelled",
                         language);
  }
  const auto key = "footer_" + enum_name(booking.status);
  if (!texts_.has(key)) return {};
  const auto until = booking.hold_expires_at
                         ? moment(booking.time_zone, *booking.hold_expires_at, language)
                         : std::string();
  return texts_.format(key, language,
                       {{"until", until}, {"pickup", facts.pickup}, {"balance", facts.balance}});
}

Task<Result<Card>> Rendering::card(const CallContext& context, BookingId booking_id,
                                   Language language) const {
  auto found = co_await facts(context, booking_id, language);
  if (!found) co_return pass(std::move(found));
  const auto& booking = found->booking;
  std::string lines;
  for (const auto& line : booking.lines) {
    if (!lines.empty()) lines += "\n";
    lines += texts_.format("card_line", language,
                           {{"title", escape(line.title.in(language))},
                            {"amount", format_money(line.amount, language)}});
  }
  const auto deposit = booking.deposit.amount_minor == 0
                           ? ""
                           : texts_.format("card_deposit", language,
                                           {{"deposit", format_money(booking.deposit, language)}});
  Card card;
  card.booking_version = booking.version;
  card.screen.text = texts_.format(
      "card", language,
      {{"heading",
        texts_.format("heading_" + enum_name(booking.status), language, {{"code", booking.code}})},
       {"object", found->object},
       {"place", found->place},
       {"dates", found->dates},
       {"lines", lines},
       {"total", found->total},
       {"deposit", deposit},
       {"footer", footer(*found, language)}});
  const auto id = booking.id.to_string();
  if (booking.status == Status::awaiting_payment) {
    const auto link = co_await pay_link(context, booking.order_id);
    const auto label = texts_.format("button_pay", language, {{"total", found->balance}});
    card.screen.rows.push_back(
        {link.empty() ? Button{label, "pay:" + id, {}} : Button{label, {}, link}});
  }
  if (booking.status == Status::awaiting_payment || booking.status == Status::confirmed ||
      booking.status == Status::paid) {
    card.screen.rows.push_back(
        {Button{texts_.format("button_cancel", language), "cancel:" + id, {}}});
  }
  card.screen.rows.push_back({Button{texts_.format("button_bookings", language), "mine", {}},
                              Button{texts_.format("button_menu", language), "menu", {}}});
  co_return card;
}

Task<Result<std::optional<channels::Screen>>> Rendering::message(const CallContext& context,
                                                                 std::string template_name,
                                                                 BookingId booking_id,
                                                                 Language language) const {
  auto found = co_await facts(context, booking_id, language);
  if (!found) co_return pass(std::move(found));
  const auto& booking = found->booking;
  const bool cancelled = booking.status == Status::cancelled;
  const bool is_of_a_live_one =
      template_name.starts_with("booking_") && template_name != "booking_cancelled";
  if (is_of_a_live_one && cancelled) co_return std::optional<channels::Screen>();
  if (template_name == "booking_cancelled") {
    if (!cancelled) co_return std::optional<channels::Screen>();
    if (booking.cancel_reason == booking::CancelReason::expired) template_name = "booking_expired";
  }
  const auto reason = booking.cancel_reason
                          ? texts_.format("reason_" + enum_name(*booking.cancel_reason), language)
                          : std::string();
  const auto open = booking.balance.amount_minor;
  const auto& fee = booking.cancellation_fee;
  const auto kept =
      fee && fee->amount_minor > 0
          ? texts_.format("fee_kept", language, {{"fee", format_money(*fee, language)}})
          : std::string();
  const auto refund =
      open < 0 ? texts_.format(
                     "operators_refund_due", language,
                     {{"refund", format_money(Money{-open, booking.balance.currency}, language)},
                      {"kept", kept}})
               : std::string();
  const auto due =
      open == 0
          ? std::string()
          : texts_.format(open > 0 ? "due_more" : "due_back", language,
                          {{"amount", format_money(Money{std::abs(open), booking.balance.currency},
                                                   language)}});
  channels::Screen screen;
  screen.text = texts_.format(template_name, language,
                              {{"code", booking.code},
                               {"due", due},
                               {"object", found->object},
                               {"unit", found->unit},
                               {"place", found->place},
                               {"dates", found->dates},
                               {"pickup", found->pickup},
                               {"customer", found->customer},
                               {"total", found->total},
                               {"paid", found->paid},
                               {"balance", found->balance},
                               {"reason", reason},
                               {"refund", refund}});
  co_return screen;
}

channels::Screen Rendering::notice(const std::string& template_name, const std::string& facts,
                                   Language language) const {
  const auto head = json::parse<audit::HeadAnchored>(
                        facts, json::ParseOptions{.unknown_fields = json::UnknownFields::ignore})
                        .value_or(audit::HeadAnchored());
  channels::Screen screen;
  screen.text = texts_.format(template_name, language,
                              {{"seal_no", std::to_string(head.seal_no)},
                               {"hash", escape(head.hash)},
                               {"key", escape(head.storage_key)}});
  return screen;
}

}  // namespace prokat::notifications
