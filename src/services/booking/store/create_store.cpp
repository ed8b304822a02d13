#include "services/booking/store/create_store.hpp"

#include <stdexcept>

#include "base/enum_names.hpp"
#include "services/booking/events.hpp"
#include "services/booking/sql.hpp"

namespace prokat::booking {

namespace {

constexpr std::string_view route = "booking.create";
constexpr std::string_view unique_violation = "23505";

void add_lines(pg::Params& params, const std::vector<rental::PriceLine>& lines) {
  std::vector<std::string> kinds, titles_ru, titles_en, rules_ru, rules_en;
  std::vector<std::int64_t> quantities, unit_prices, amounts;
  for (const auto& line : lines) {
    kinds.emplace_back(enum_name(line.kind));
    titles_ru.push_back(line.title.ru);
    titles_en.push_back(line.title.en);
    quantities.push_back(line.quantity_thousandths);
    unit_prices.push_back(line.unit_price.amount_minor);
    amounts.push_back(line.amount.amount_minor);
    rules_ru.push_back(line.rule.ru);
    rules_en.push_back(line.rule.en);
  }
  params.add_array(kinds).add_array(titles_ru).add_array(titles_en).add_array(quantities);
  params.add_array(unit_prices).add_array(amounts).add_array(rules_ru).add_array(rules_en);
}

std::string created_fact(const NewBooking& booking) {
  return json::write(BookingFact{booking.id, booking.order_id, booking.object_id,
                                 booking.customer_id, booking.channel, 1, std::nullopt});
}

// $1..$35 of create_booking.sql, in order.
pg::Params create_params(const NewBooking& booking) {
  pg::Params params;
  params.add(booking.object_id).add(booking.rate_version).add(booking.customer_id);
  params.add(booking.legal_entity_id).add(booking.id).add(booking.order_id).add(booking.code);
  params.add(booking.period.start).add(booking.period.end);
  params.add(booking.blocked.start).add(booking.blocked.end).add(booking.time_zone);
  params.add(enum_name(booking.status)).add(booking.hold_expires_at);
  params.add(booking.price.total.amount_minor).add(booking.price.deposit.amount_minor);
  params.add(booking.price.total.currency).add(booking.note);
  params.add(booking.actor).add(booking.channel).add(booking.request_id).add(booking.now);
  add_lines(params, booking.price.lines);
  params.add(EventId::make()).add(created_fact(booking));
  if (booking.key) {
    params.add(booking.key->key).add(route).add_bytes(booking.key->request_sha256);
  } else {
    params.add_null().add_null().add_null();
  }
  return params;
}

CreateAnswer read_answer(const pg::Row& row) {
  const auto outcome = parse_enum<CreateOutcome>(row.text("outcome"));
  if (!outcome) throw std::logic_error("create_booking.sql answered an unknown outcome");
  return {*outcome, row.get<std::optional<BookingId>>("known_id")};
}

}  // namespace

Task<std::optional<CreateAnswer>> CreateStore::find_key(std::string actor, RequestKey key,
                                                        Deadline deadline) {
  pg::Params params;
  params.add(actor).add(route).add(key.key).add_bytes(key.request_sha256);
  const auto rows = co_await pool_.statement(sql::find_key, std::move(params), deadline);
  if (rows.empty()) co_return std::nullopt;
  const bool same = rows[0].get<bool>("same");
  co_return CreateAnswer{same ? CreateOutcome::replay : CreateOutcome::mismatch,
                         rows[0].get<BookingId>("resource_id")};
}

Task<CreateAnswer> CreateStore::create(NewBooking booking, Deadline deadline) {
  std::optional<CreateAnswer> answer;
  std::string clash;
  try {
    const auto rows =
        co_await pool_.statement(sql::create_booking, create_params(booking), deadline);
    answer = read_answer(rows.only());
  } catch (const pg::Error& error) {
    // A violated unique key ends the statement; it is an answer only for the two keys that two good
    // requests can clash on.
    if (error.sqlstate() != unique_violation) throw;
    clash = error.constraint();
    if (clash != "bookings_code" && clash != "idempotency_keys_pkey") throw;
  }
  if (clash == "bookings_code") co_return CreateAnswer{CreateOutcome::code_clash, std::nullopt};
  const bool may_be_a_twin = !answer || answer->outcome == CreateOutcome::taken;
  if (booking.key && may_be_a_twin) {
    const auto known = co_await find_key(booking.actor, *booking.key, deadline);
    if (known) co_return *known;
  }
  co_return answer.value_or(CreateAnswer{CreateOutcome::in_progress, std::nullopt});
}

}  // namespace prokat::booking
