#include "services/booking/store/create_parameters.hpp"

#include "base/enum_names.hpp"
#include "services/booking/events.hpp"

namespace prokat::booking {

namespace {

// A price line and whose it is.
struct Line {
  const rental::PriceLine* line;
  int request;   // from 1, as WITH ORDINALITY counts
  int position;  // within the request, from 1
};

// Eight arrays: kind, title_ru, title_en, quantity, unit price, amount, rule_ru, rule_en.
void add_lines(pg::Params& params, const std::vector<Line>& lines) {
  params.add_array_of(lines, [](const Line& l) { return enum_name(l.line->kind); });
  params.add_array_of(lines, [](const Line& l) -> auto& { return l.line->title.ru; });
  params.add_array_of(lines, [](const Line& l) -> auto& { return l.line->title.en; });
  params.add_array_of(lines, [](const Line& l) { return l.line->quantity_thousandths; });
  params.add_array_of(lines, [](const Line& l) { return l.line->unit_price.amount_minor; });
  params.add_array_of(lines, [](const Line& l) { return l.line->amount.amount_minor; });
  params.add_array_of(lines, [](const Line& l) -> auto& { return l.line->rule.ru; });
  params.add_array_of(lines, [](const Line& l) -> auto& { return l.line->rule.en; });
}

std::vector<Line> lines_of(std::span<const NewBooking* const> bookings) {
  std::vector<Line> lines;
  int request = 0;
  for (const auto* booking : bookings) {
    ++request;
    int position = 0;
    for (const auto& line : booking->price.lines) lines.push_back({&line, request, ++position});
  }
  return lines;
}

std::string created_fact(const NewBooking& booking) {
  return json::write(BookingFact{booking.id, booking.order_id, booking.object_id,
                                 booking.customer_id, booking.channel, 1, std::nullopt});
}

}  // namespace

// $1..$40 of create_booking.sql.
pg::Params single_parameters(const NewBooking& booking) {
  const NewBooking* const alone = &booking;
  pg::Params params;
  params.add(booking.object_id).add(booking.rate_version).add(booking.customer_id);
  params.add(booking.legal_entity_id).add(booking.id).add(booking.order_id).add(booking.code);
  params.add(booking.period.start).add(booking.period.end);
  params.add(booking.blocked.start).add(booking.blocked.end).add(booking.time_zone);
  params.add(enum_name(booking.status)).add(booking.hold_expires_at);
  params.add(booking.price.total.amount_minor).add(booking.price.deposit.amount_minor);
  params.add(booking.price.total.currency).add(booking.note);
  params.add(booking.actor).add(booking.channel).add(booking.request_id).add(booking.now);
  add_lines(params, lines_of({&alone, 1}));
  params.add(EventId::make()).add(created_fact(booking));
  if (booking.key) {
    params.add(booking.key->key).add(create_route).add_bytes(booking.key->request_sha256);
  } else {
    params.add_null().add(create_route).add_null();
  }
  params.add(json::write(booking.terms)).add(booking.makes_order);
  const auto& head = booking.order_head;
  params.add(head ? std::optional(head->code) : std::nullopt);
  params.add(head ? head->total_minor : booking.price.total.amount_minor);
  params.add(json::write(booking.price.taxes));
  return params;
}

// $1..$39 of create_bookings.sql: up to $35 the same numbers, each an array over the bookings.
pg::Params group_parameters(std::span<const NewBooking* const> bookings) {
  using Made = const NewBooking*;
  pg::Params params;
  const auto add = [&](auto of) { params.add_array_of(bookings, of); };
  add([](Made b) { return b->object_id; });
  add([](Made b) { return b->rate_version; });
  add([](Made b) { return b->customer_id; });
  add([](Made b) { return b->legal_entity_id; });
  add([](Made b) { return b->id; });
  add([](Made b) { return b->order_id; });
  add([](Made b) -> auto& { return b->code; });
  add([](Made b) { return b->period.start; });
  add([](Made b) { return b->period.end; });
  add([](Made b) { return b->blocked.start; });
  add([](Made b) { return b->blocked.end; });
  add([](Made b) -> auto& { return b->time_zone; });
  add([](Made b) { return enum_name(b->status); });
  add([](Made b) { return b->hold_expires_at; });
  add([](Made b) { return b->price.total.amount_minor; });
  add([](Made b) { return b->price.deposit.amount_minor; });
  add([](Made b) { return b->price.total.currency.code(); });
  add([](Made b) -> auto& { return b->note; });
  add([](Made b) -> auto& { return b->actor; });
  add([](Made b) -> auto& { return b->channel; });
  add([](Made b) -> auto& { return b->request_id; });
  add([](Made b) { return b->now; });
  const auto lines = lines_of(bookings);
  add_lines(params, lines);
  add([](Made) { return EventId::make(); });
  add([](Made b) { return created_fact(*b); });
  add([](Made b) { return b->key ? std::optional(std::string_view(b->key->key)) : std::nullopt; });
  params.add(create_route);
  add([](Made b) { return b->key ? std::optional(b->key->request_sha256) : std::nullopt; });
  params.add_array_of(lines, &Line::request).add_array_of(lines, &Line::position);
  add([](Made b) { return json::write(b->terms); });
  add([](Made b) { return json::write(b->price.taxes); });
  return params;
}

}  // namespace prokat::booking
