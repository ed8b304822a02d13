#include "services/booking/store/operation_store.hpp"

#include <stdexcept>

#include "base/enum_names.hpp"
#include "services/booking/sql.hpp"

namespace prokat::booking {

namespace {

Money money(const pg::Row& row, std::string_view column) {
  return Money{row.get<std::int64_t>(column), row.get<Currency>("currency")};
}

template <class T>
T described(const pg::Row& row, std::string_view column) {
  auto value = json::parse<T>(row.text(column), {json::UnknownFields::ignore});
  if (!value) {
    throw std::logic_error("column " + std::string(column) + ": " + value.error().detail);
  }
  return std::move(*value);
}

template <DescribedEnum E>
E named(const pg::Row& row, std::string_view column) {
  const auto value = parse_enum<E>(row.text(column));
  if (!value) throw std::logic_error("unknown name in column " + std::string(column));
  return *value;
}

Handover read_handover(const pg::Row& row) {
  Handover handover;
  handover.kind = named<HandoverKind>(row, "kind");
  handover.at = row.get<Instant>("happened_at");
  handover.readings = {row.get<std::optional<int>>("odometer_km"),
                       row.get<std::optional<int>>("engine_hours_tenths"),
                       row.get<std::optional<int>>("fuel_eighths"),
                       row.get<std::optional<int>>("fuel_litres_tenths")};
  handover.note = row.get<std::string>("note");
  handover.photo_ids = described<std::vector<PhotoId>>(row, "photo_ids");
  return handover;
}

NewCharge read_charge(const pg::Row& row) {
  NewCharge charge;
  charge.id = row.get<ChargeId>("id");
  charge.kind = named<ChargeKind>(row, "kind");
  charge.quantity_thousandths = row.get<std::int64_t>("quantity_thousandths");
  charge.unit_price = money(row, "unit_price_minor");
  charge.amount = money(row, "amount_minor");
  charge.note = row.get<std::string>("note");
  charge.photo_ids = described<std::vector<PhotoId>>(row, "photo_ids");
  charge.created_at = row.get<Instant>("created_at");
  return charge;
}

pg::Params handover_params(BookingId id, const Handover& handover, const Change& change) {
  const auto& readings = handover.readings;
  pg::Params params;
  params.add(id).add(enum_name(handover.kind)).add(handover.at);
  params.add(readings.odometer_km).add(readings.engine_hours_tenths);
  params.add(readings.fuel_eighths).add(readings.fuel_litres_tenths);
  params.add(handover.note).add_array(handover.photo_ids);
  booking::add_change(params, change);
  return params;
}

}  // namespace

Task<std::optional<BookingState>> OperationStore::find_state(BookingId id, Deadline deadline) {
  const auto rows =
      co_await pool_.statement(sql::find_booking_state, pg::Params().add(id), deadline);
  if (rows.empty()) co_return std::nullopt;
  co_return BookingState{read_locked(rows[0]), rows[0].get<std::string>("note"),
                         rows[0].get<std::int64_t>("extras_minor")};
}

Task<bool> OperationStore::is_free(ObjectId object_id, Period blocked, BookingId except,
                                   Deadline deadline) {
  pg::Params params;
  params.add(object_id).add(blocked.start).add(blocked.end).add(except);
  const auto rows = co_await pool_.statement(sql::find_overlap, std::move(params), deadline);
  co_return !rows.only().get<bool>("taken");
}

Task<std::vector<Handover>> OperationStore::find_handovers(BookingId id, Deadline deadline) {
  const auto rows = co_await pool_.statement(sql::find_handovers, pg::Params().add(id), deadline);
  std::vector<Handover> handovers;
  for (std::size_t i = 0; i < rows.size(); ++i) handovers.push_back(read_handover(rows[i]));
  co_return handovers;
}

Task<std::vector<NewCharge>> OperationStore::list_charges(BookingId id, Deadline deadline) {
  const auto rows = co_await pool_.statement(sql::list_charges, pg::Params().add(id), deadline);
  std::vector<NewCharge> charges;
  for (std::size_t i = 0; i < rows.size(); ++i) charges.push_back(read_charge(rows[i]));
  co_return charges;
}

Task<std::optional<OperationStore::SettlementBase>> OperationStore::find_settlement_base(
    BookingId id, Deadline deadline) {
  const auto rows =
      co_await pool_.statement(sql::find_settlement_base, pg::Params().add(id), deadline);
  if (rows.empty()) co_return std::nullopt;
  const auto& row = rows[0];
  SettlementBase base;
  base.rules = described<SettlementRules>(row, "settlement");
  base.rental.period = {row.get<Instant>("date_start"), row.get<Instant>("date_end")};
  base.rental.returned_at =
      row.get<std::optional<Instant>>("returned_at").value_or(base.rental.period.end);
  base.rental.rental_unit = named<rental::RentalUnit>(row, "rental_unit");
  base.rental.units_thousandths = row.get<std::int64_t>("units_thousandths");
  base.rental.rent = money(row, "rent_minor");
  base.deposit = money(row, "deposit_minor");
  co_return base;
}

Task<std::vector<LockedObject>> OperationStore::lock_objects(pg::Transaction& tx,
                                                             std::vector<ObjectId> ids) {
  const auto rows = co_await tx.statement(sql::lock_objects, pg::Params().add_array(ids));
  std::vector<LockedObject> objects;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    objects.push_back({rows[i].get<ObjectId>("id"), rows[i].get<int>("rate_version"),
                       rows[i].get<bool>("for_rent")});
  }
  co_return objects;
}

Task<int> OperationStore::change(pg::Transaction& tx, ChangedBooking changed, Change change) {
  pg::Params params;
  params.add(changed.id).add(changed.object_id);
  params.add(changed.period.start).add(changed.period.end);
  params.add(changed.blocked.start).add(changed.blocked.end).add(changed.time_zone);
  params.add(changed.amount.amount_minor).add(changed.deposit.amount_minor);
  params.add(changed.price_revision).add(changed.rate_version).add(json::write(changed.terms));
  params.add(changed.note).add(enum_name(changed.status));
  booking::add_change(params, change).add(json::write(changed.taxes));
  const auto rows = co_await tx.statement(sql::change_booking, std::move(params));
  co_return rows.only().get<int>("version");
}

Task<int> OperationStore::set_note(pg::Transaction& tx, BookingId id, std::string note,
                                   Change change) {
  pg::Params params;
  booking::add_change(params.add(id).add(note), change);
  const auto rows = co_await tx.statement(sql::set_note, std::move(params));
  co_return rows.only().get<int>("version");
}

Task<int> OperationStore::change_amount(pg::Transaction& tx, BookingId id, std::int64_t more_minor,
                                        Status status, Change change) {
  pg::Params params;
  booking::add_change(params.add(id).add(more_minor).add(enum_name(status)), change);
  const auto rows = co_await tx.statement(sql::change_amount, std::move(params));
  co_return rows.only().get<int>("version");
}

Task<int> OperationStore::cancel(pg::Transaction& tx, BookingId id, Cancelled cancelled,
                                 Change change) {
  pg::Params params;
  params.add(id).add(enum_name(cancelled.standing.reason.value()));
  params.add(cancelled.fee_minor).add(cancelled.note);
  booking::add_change(params, change);
  const auto rows = co_await tx.statement(sql::cancel_booking, std::move(params));
  co_return rows.only().get<int>("version");
}

Task<int> OperationStore::add_lines(pg::Transaction& tx, NewLines where,
                                    std::vector<rental::PriceLine> lines) {
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
  pg::Params params;
  params.add(where.booking_id).add(enum_name(where.part)).add(where.price_revision);
  params.add_array(kinds).add_array(titles_ru).add_array(titles_en).add_array(quantities);
  params.add_array(unit_prices).add_array(amounts).add_array(rules_ru).add_array(rules_en);
  const auto rows = co_await tx.statement(sql::insert_lines, std::move(params));
  co_return rows.only().get<int>("first_position");
}

Task<void> OperationStore::add_change(pg::Transaction& tx, const LockedBooking& before,
                                      NewChange made, Change change) {
  pg::Params params;
  params.add(EventId::make()).add(before.id).add(enum_name(made.kind)).add(made.price_revision);
  params.add(made.difference.amount_minor).add(made.total.amount_minor);
  if (made.moved) {
    params.add(before.object_id).add(before.period.start).add(before.period.end);
  } else {
    params.add_null().add_null().add_null();
  }
  params.add(made.note).add(change.actor).add(change.now);
  co_await tx.statement(sql::insert_change, std::move(params));
}

Task<int> OperationStore::hand_over(pg::Transaction& tx, BookingId id, Handover handover,
                                    Change change) {
  const auto& statement =
      handover.kind == HandoverKind::pickup ? sql::pick_up_booking : sql::return_booking;
  pg::Params params;
  booking::add_change(params.add(id).add(handover.at), change);
  const auto rows = co_await tx.statement(statement, std::move(params));
  co_await tx.statement(sql::insert_handover, handover_params(id, handover, change));
  co_return rows.only().get<int>("version");
}

Task<void> OperationStore::add_charge(pg::Transaction& tx, BookingId id, int position,
                                      NewCharge charge, Change change) {
  pg::Params params;
  params.add(charge.id).add(id).add(position).add(enum_name(charge.kind));
  params.add(charge.quantity_thousandths).add(charge.unit_price.amount_minor);
  params.add(charge.amount.amount_minor).add(charge.amount.currency).add(charge.note);
  params.add_array(charge.photo_ids);
  booking::add_change(params, change);
  co_await tx.statement(sql::insert_charge, std::move(params));
}

}  // namespace prokat::booking
