// The fakes' own workings (a _test.cpp, so that they are part of the test binary only).
#include "bot/testing/fake_rental.hpp"

#include <algorithm>

namespace prokat::bot::testing {

namespace {

objects::Location place(const char* code, const char* zone, LocalizedText city) {
  objects::Location location;
  location.id = LocationId::derive(code);
  location.name = city;
  location.city = std::move(city);
  location.address = {"Пристань, 1", "Pier 1"};
  location.time_zone = zone;
  location.phone = "+74950000001";
  return location;
}

objects::ObjectType kind(const char* code, LocalizedText name, rental::RentalUnit unit) {
  objects::ObjectType type;
  type.code = code;
  type.name = std::move(name);
  type.icon = "*";
  type.time_rules.rental_unit = unit;
  return type;
}

}  // namespace

FakeObjects::FakeObjects() {
  locations = {place("moscow", "Europe/Moscow", {"Москва", "Moscow"}),
               place("irkutsk", "Asia/Irkutsk", {"Иркутск", "Irkutsk"})};
  types = {kind("car", {"Автомобили", "Cars"}, rental::RentalUnit::day_24h),
           kind("boat", {"Катера", "Boats"}, rental::RentalUnit::hour),
           kind("camper", {"Кемперы", "Campers"}, rental::RentalUnit::calendar_day),
           kind("cottage", {"Домики", "Cottages"}, rental::RentalUnit::night)};
  types[1].time_rules.check_out_minutes = 1200;
  types[2].time_rules.check_in_minutes = 0;
  types[2].time_rules.check_out_minutes = 0;
  types[2].time_rules.units_min = 2;
  types[3].time_rules.check_in_minutes = 840;
  types[3].time_rules.check_out_minutes = 720;
  for (auto& type : types) type.time_rules.units_max = 20;
  add("car", "moscow", "Kia Rio");
  add("boat", "moscow", "Волна");
  add("camper", "moscow", "Fiat <Ducato>");
  add("cottage", "irkutsk", "У озера");
}

objects::Object& FakeObjects::add(const std::string& type, const std::string& city,
                                  const std::string& name) {
  objects::Object object;
  object.id = ObjectId::derive(name + std::to_string(objects.size()));
  object.type = type;
  object.name = {name, name};
  object.description = {"Описание & прочее", "Description & more"};
  object.unit_label = "А001АА";
  for (const auto& location : locations)
    if (location.id == LocationId::derive(city)) object.location = location;
  object.price = Money{300'000, {}};
  object.rental_unit = rules(type).rental_unit;
  object.deposit = Money{1'000'000, {}};
  object.rates = {{1, 300'000}, {3, 250'000}};
  objects.push_back(std::move(object));
  for (auto& each : types)
    if (each.code == type) ++each.objects;
  return objects.back();
}

objects::Object* FakeObjects::find_by_id(ObjectId id) {
  for (auto& object : objects)
    if (object.id == id) return &object;
  return nullptr;
}

const rental::TimeRules& FakeObjects::rules(const std::string& type) const {
  return std::find_if(types.begin(), types.end(), [&type](const auto& t) { return t.code == type; })
      ->time_rules;
}

Result<rental::RentalPeriod> FakeObjects::period_of(const objects::Object& object,
                                                    const DateOrInstant& start,
                                                    const DateOrInstant& end) const {
  return rental::resolve_period(start, end, rules(object.type),
                                TimeZone::find(object.location.time_zone).value(), now,
                                rental::Caller::customer);
}

rental::RateCard FakeObjects::card_of(const objects::Object& object) const {
  rental::RateCard card;
  card.object_id = object.id;
  card.time_rules = rules(object.type);
  card.time_zone = object.location.time_zone;
  card.tariff.rates = object.rates;
  card.deposit_minor = object.deposit.amount_minor;
  for (auto& rate : card.tariff.rates) rate.price_minor += surcharge_minor;
  return card;
}

rental::Price FakeObjects::price_of(const objects::Object& object,
                                    const rental::RentalPeriod& period) const {
  const auto card = card_of(object);
  return rental::price_rental(card, period, TimeZone::find(card.time_zone).value(), {}, now)
      .value();
}

bool FakeObjects::is_free(ObjectId id, const Period& period) const {
  const auto found = taken.find(id);
  return found == taken.end() || std::none_of(found->second.begin(), found->second.end(),
                                              [&](const Period& p) { return p.overlaps(period); });
}

Task<Result<objects::ObjectTypeList>> FakeObjects::list_types(const CallContext&, rpc::Empty) {
  co_return objects::ObjectTypeList{types};
}

Task<Result<objects::LocationList>> FakeObjects::list_locations(const CallContext&, rpc::Empty) {
  co_return objects::LocationList{locations};
}

Task<Result<objects::ObjectPage>> FakeObjects::search(const CallContext&,
                                                      objects::SearchRequest request) {
  searched = request.q;
  objects::ObjectPage page;
  for (auto object : objects) {
    if (request.type && object.type != *request.type) continue;
    if (request.location_id && object.location.id != *request.location_id) continue;
    if (request.q && object.name.ru.find(*request.q) == std::string::npos) continue;
    if (request.start && request.end) {
      const auto period = period_of(object, *request.start, *request.end);
      if (!period) co_return fail(ProblemCode::validation_failed, "no rental");
      if (!is_free(object.id, period->period)) continue;
      object.price_from = price_of(object, *period);
    }
    page.items.push_back(std::move(object));
  }
  co_return page;
}

Task<Result<objects::Object>> FakeObjects::find(const CallContext&,
                                                objects::ObjectRequest request) {
  const auto* found = find_by_id(request.id);
  if (found == nullptr) co_return fail(ProblemCode::not_found, "no such object");
  auto object = *found;
  if (request.start && request.end) {
    const auto period = period_of(object, *request.start, *request.end);
    if (!period) co_return fail(ProblemCode::validation_failed, "no rental");
    object.price_from = price_of(object, *period);
  }
  co_return object;
}

Task<Result<objects::Availability>> FakeObjects::availability(
    const CallContext&, objects::AvailabilityRequest request) {
  std::vector<objects::CalendarUnit> units;
  objects::Availability answer;
  std::string type = request.type.value_or("car");
  for (const auto& object : objects) {
    if (request.object_id ? object.id != *request.object_id : object.type != type) continue;
    if (request.location_id && object.location.id != *request.location_id) continue;
    type = object.type;
    answer.time_zone = object.location.time_zone;
    objects::CalendarUnit unit;
    unit.object_id = object.id;
    unit.zone = TimeZone::find(object.location.time_zone).value();
    unit.card = std::make_shared<const rental::RateCard>(card_of(object));
    if (taken.contains(object.id)) unit.taken = taken.at(object.id);
    units.push_back(std::move(unit));
  }
  answer.days = objects::days_of(units, request.from, request.to, now);
  co_return answer;
}

Task<Result<rental::RateCard>> FakeObjects::rate_card(const CallContext&,
                                                      objects::RateCardRequest) {
  if (!cancellation) co_return fail(ProblemCode::not_found, "a fake");
  rental::RateCard card;
  card.cancellation = *cancellation;
  co_return card;
}

auth::Customer& FakeAuth::customer_of(const std::string& account) {
  auto& customer = customers[account];
  customer.id = CustomerId::derive(account);
  return customer;
}

void FakeAuth::let_book(const std::string& account) {
  auto& customer = customer_of(account);
  customer.phone = "+79160000001";
  customer.phone_verified = true;
  customer.consents = {{"personal_data", consent_version}};
}

auth::Customer* FakeAuth::by_id(CustomerId id) {
  for (auto& [account, customer] : customers)
    if (customer.id == id) return &customer;
  return nullptr;
}

Task<Result<auth::Customer>> FakeAuth::resolve_messenger(const CallContext&,
                                                         auth::ResolveMessenger request) {
  co_return customer_of(request.account);
}

Task<Result<auth::Customer>> FakeAuth::verify_phone(const CallContext&, auth::VerifyPhone request) {
  verified.push_back(request);
  if (request.phone.size() < 10) co_return fail(ProblemCode::validation_failed, "no phone");
  auto* customer = by_id(request.customer_id);
  customer->phone = request.phone;
  customer->phone_verified = true;
  co_return *customer;
}

Task<Result<auth::Customer>> FakeAuth::set_language(const CallContext&, auth::SetLanguage request) {
  auto* customer = by_id(request.customer_id);
  customer->language = request.language;
  co_return *customer;
}

Task<Result<auth::ConsentDocument>> FakeAuth::consent_document(const CallContext&,
                                                               auth::ConsentDocumentRequest) {
  co_return auth::ConsentDocument{
      "personal_data", consent_version, {"Согласие <на> обработку", "Consent to processing"}};
}

Task<Result<auth::Customer>> FakeAuth::grant_consent(const CallContext&,
                                                     auth::GrantConsent request) {
  granted.push_back(request);
  auto* customer = by_id(request.customer_id);
  customer->consents.push_back({request.kind, request.version});
  co_return *customer;
}

Task<Result<auth::Customer>> FakeAuth::customer(const CallContext&, auth::CustomerRequest request) {
  auto* customer = by_id(request.id);
  if (customer == nullptr) co_return fail(ProblemCode::not_found, "no such customer");
  co_return *customer;
}

Task<Result<auth::Customer>> FakeAuth::resolve_contact(const CallContext&, auth::ResolveContact) {
  co_return fail(ProblemCode::not_found, "a fake");
}

Task<Result<auth::Authenticated>> FakeAuth::authenticate(const CallContext&,
                                                         auth::AuthenticateRequest) {
  co_return fail(ProblemCode::unauthenticated, "a fake");
}

Task<Result<booking::Created>> FakeBooking::create(const CallContext&,
                                                   booking::CreateRequest request) {
  asked.push_back(request);
  if (create_answers) {
    co_return std::unexpected(Problem{*create_answers, "as the test wants", {}, create_extension});
  }
  const auto key = request.idempotency_key.value_or("");
  if (by_key.contains(key)) co_return booking::Created{by_key.at(key), true};
  const auto* object = objects_.find_by_id(request.object_id);
  if (object == nullptr) co_return fail(ProblemCode::not_found, "no such object");
  const auto period = objects_.period_of(*object, request.start, request.end);
  if (!period) co_return pass(Result<rental::RentalPeriod>(period));
  const auto price = objects_.price_of(*object, *period);
  if (request.expected_total && *request.expected_total != price.total)
    co_return fail(ProblemCode::price_changed, "another price");
  if (!objects_.is_free(object->id, period->period)) co_return fail(ProblemCode::dates_taken, "");
  objects_.taken[object->id].push_back(period->period);
  booking::Booking made;
  made.id = BookingId::derive(key);
  made.code = "PR-7K3M9QX";
  made.order_id = OrderId::derive(key);
  made.object_id = object->id;
  made.object = {object->id, object->type, object->name, object->unit_label};
  made.start_date = period->start_date;
  made.end_date = period->end_date;
  made.time_zone = object->location.time_zone;
  made.customer.id = request.customer_id;
  made.lines = price.lines;
  made.total = price.total;
  made.balance = price.total;
  by_key[key] = made;
  bookings[made.id] = made;
  co_return booking::Created{made, false};
}

Task<Result<booking::Booking>> FakeBooking::find(const CallContext& context,
                                                 booking::BookingRequest request) {
  const auto found = bookings.find(request.id);
  if (found == bookings.end() || found->second.customer.id.to_string() != context.principal.id)
    co_return fail(ProblemCode::not_found, "no such booking");
  co_return found->second;
}

Task<Result<booking::BookingPage>> FakeBooking::list(const CallContext&,
                                                     booking::ListRequest request) {
  booking::BookingPage page;
  for (const auto& [id, booking] : bookings)
    if (booking.customer.id == request.customer_id) page.items.push_back(booking);
  co_return page;
}

Task<Result<booking::Booking>> FakeBooking::cancel(const CallContext& context,
                                                   booking::CancelRequest request) {
  if (cancel_answers) co_return fail(*cancel_answers, "as the test wants");
  auto found = co_await find(context, booking::BookingRequest{request.id});
  if (!found) co_return found;
  auto& booking = bookings.at(request.id);
  booking.status = booking::Status::cancelled;
  booking.cancel_reason = request.reason;
  ++booking.version;
  co_return booking;
}

Task<Result<booking::Booking>> FakeBooking::confirm(const CallContext&, booking::BookingRequest) {
  co_return fail(ProblemCode::forbidden, "a fake");
}

Task<Result<booking::Quote>> FakeBooking::quote(const CallContext&, booking::QuoteRequest) {
  co_return fail(ProblemCode::not_found, "a fake");
}

Task<Result<booking::AmountDue>> FakeBooking::amount_due(const CallContext&,
                                                         booking::AmountDueRequest) {
  co_return fail(ProblemCode::not_found, "a fake");
}

Task<Result<payments::Payment>> FakePayments::start(const CallContext&,
                                                    payments::StartRequest request) {
  started.push_back(request);
  if (away) co_return fail(ProblemCode::provider_unavailable, "away");
  co_return payments::Payment();
}

Task<Result<payments::Payment>> FakePayments::find(const CallContext&, payments::PaymentRequest) {
  co_return fail(ProblemCode::not_found, "a fake");
}

Task<Result<payments::PaymentList>> FakePayments::list_for_order(const CallContext&,
                                                                 payments::OrderPaymentsRequest) {
  co_return payments::PaymentList();
}

Task<Result<payments::Settled>> FakePayments::settle(const CallContext&,
                                                     payments::OrderPaymentsRequest) {
  co_return payments::Settled();
}

}  // namespace prokat::bot::testing
