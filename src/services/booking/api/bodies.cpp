#include "services/booking/api/bodies.hpp"

#include "base/enum_names.hpp"
#include "http/conditional.hpp"
#include "http/query.hpp"

namespace prokat::booking {

namespace {

constexpr std::size_t text_bytes_max = 200;
constexpr std::size_t note_bytes_max = 2000;
constexpr std::size_t photos_max = 20;

// Several by commas: status=confirmed,paid.
std::optional<std::vector<Status>> parse_statuses(std::string_view text) {
  std::vector<Status> statuses;
  while (true) {
    const auto comma = text.find(',');
    const auto status = parse_enum<Status>(text.substr(0, comma));
    if (!status) return std::nullopt;
    statuses.push_back(*status);
    if (comma == std::string_view::npos) return statuses;
    text.remove_prefix(comma + 1);
  }
}

template <class E>
void read_enum(http::QueryReader& query, std::string_view name, std::optional<E>& into) {
  const auto text = query.text(name, text_bytes_max);
  if (!text) return;
  into = parse_enum<E>(*text);
  if (!into) query.add_fault(name, "unknown-value", "Not one of its values.");
}

void read_flag(http::QueryReader& query, std::string_view name, std::optional<bool>& into) {
  const auto text = query.text(name, text_bytes_max);
  if (!text) return;
  if (*text == "true" || *text == "false")
    into = *text == "true";
  else
    query.add_fault(name, "unknown-value", "true or false.");
}

// "-created": falling.
void read_sort(http::QueryReader& query, ListRequest& list) {
  const auto text = query.text("sort", text_bytes_max);
  if (!text) return;
  std::string_view name = *text;
  list.ascending = !name.starts_with('-');
  if (!*list.ascending) name.remove_prefix(1);
  list.sort = parse_enum<BookingSort>(name);
  if (!list.sort)
    query.add_fault("sort", "unknown-value", "start, created, total or code, with - for falling.");
}

void check_note(const std::optional<std::string>& note, json::Issues& issues) {
  if (note && note->size() > note_bytes_max)
    issues.add("note", "too-long", "at most 500 characters");
}

void check_reading(const std::optional<int>& reading, std::string_view field, int max,
                   json::Issues& issues) {
  if (reading && (*reading < 0 || *reading > max))
    issues.add(field, "out-of-range", "0 to " + std::to_string(max));
}

}  // namespace

void check(const CreateBody& body, json::Issues& issues) {
  if (body.object_id.has_value() == body.model_id.has_value())
    issues.add("object_id", "required", "give object_id or model_id, and not both");
  if (body.customer.has_value() == body.customer_id.has_value())
    issues.add("customer", "required", "give customer or customer_id, and not both");
}

void check(const CancelBody& body, json::Issues& issues) { check_note(body.note, issues); }
void check(const NoShowBody& body, json::Issues& issues) { check_note(body.note, issues); }

void check(const HandoverBody& body, json::Issues& issues) {
  check_note(body.note, issues);
  check_reading(body.odometer_km, "odometer_km", 9'999'999, issues);
  check_reading(body.engine_hours_tenths, "engine_hours_tenths", 9'999'999, issues);
  check_reading(body.fuel_eighths, "fuel_eighths", 8, issues);
  check_reading(body.fuel_litres_tenths, "fuel_litres_tenths", 99'999, issues);
  if (body.photo_ids && body.photo_ids->size() > photos_max)
    issues.add("photo_ids", "too-long", "at most 20 photos");
}

Result<CreateRequest> read_create(const http::Request& request) {
  auto body = json::parse<CreateBody>(request.body);
  if (!body) return pass(std::move(body));
  CreateRequest create;
  create.object_id = body->object_id.value_or(ObjectId());
  create.model_id = body->model_id;
  create.location_id = body->location_id;
  create.start = body->start;
  create.end = body->end;
  create.customer_id = body->customer_id.value_or(CustomerId());
  create.contact = std::move(body->customer);
  create.note = std::move(body->note);
  create.expected_total = body->expected_total;
  create.addons = std::move(body->addons);
  create.promo_code = std::move(body->promo_code);
  if (const auto key = request.header("idempotency-key"))
    create.idempotency_key = std::string(*key);
  return create;
}

Result<CancelRequest> read_cancel(const http::Request& request) {
  const auto id = read_booking_id(request);
  if (!id) return std::unexpected(id.error());
  CancelRequest cancel{*id, CancelReason::operator_, std::nullopt, std::nullopt};
  if (request.body.empty()) return cancel;
  auto body = json::parse<CancelBody>(request.body);
  if (!body) return pass(std::move(body));
  cancel.reason = body->reason.value_or(cancel.reason);
  cancel.fee = body->fee;
  cancel.note = std::move(body->note);
  return cancel;
}

Result<CancelRequest> read_no_show(const http::Request& request) {
  const auto id = read_booking_id(request);
  if (!id) return std::unexpected(id.error());
  CancelRequest cancel{*id, CancelReason::no_show, std::nullopt, std::nullopt};
  if (request.body.empty()) return cancel;
  auto body = json::parse<NoShowBody>(request.body);
  if (!body) return pass(std::move(body));
  cancel.fee = body->fee;
  cancel.note = std::move(body->note);
  return cancel;
}

Result<ExtendRequest> read_extend(const http::Request& request) {
  const auto id = read_booking_id(request);
  if (!id) return std::unexpected(id.error());
  auto key = http::read_idempotency_key(request);
  if (!key) return pass(std::move(key));
  auto body = json::parse<ExtendBody>(request.body);
  if (!body) return pass(std::move(body));
  return ExtendRequest{*id, body->end, body->expected_total, std::move(*key)};
}

Result<HandoverRequest> read_handover(const http::Request& request, HandoverKind kind) {
  const auto id = read_booking_id(request);
  if (!id) return std::unexpected(id.error());
  auto key = http::read_idempotency_key(request);
  if (!key) return pass(std::move(key));
  HandoverRequest handover;
  handover.id = *id;
  handover.kind = kind;
  handover.idempotency_key = std::move(*key);
  if (request.body.empty()) return handover;
  auto body = json::parse<HandoverBody>(request.body);
  if (!body) return pass(std::move(body));
  handover.at = body->at;
  handover.readings = {body->odometer_km, body->engine_hours_tenths, body->fuel_eighths,
                       body->fuel_litres_tenths};
  handover.note = std::move(body->note).value_or("");
  handover.photo_ids = std::move(body->photo_ids).value_or(std::vector<PhotoId>());
  return handover;
}

Result<ChargeRequest> read_charge(const http::Request& request) {
  const auto id = read_booking_id(request);
  if (!id) return std::unexpected(id.error());
  auto key = http::read_idempotency_key(request);
  if (!key) return pass(std::move(key));
  auto body = json::parse<ChargeBody>(request.body);
  if (!body) return pass(std::move(body));
  return ChargeRequest{*id,
                       body->kind,
                       body->quantity_thousandths,
                       body->unit_price,
                       body->amount,
                       std::move(body->note).value_or(""),
                       std::move(body->photo_ids).value_or(std::vector<PhotoId>()),
                       std::move(*key)};
}

Result<AdjustRequest> read_adjust(const http::Request& request) {
  const auto id = read_booking_id(request);
  if (!id) return std::unexpected(id.error());
  auto key = http::read_idempotency_key(request);
  if (!key) return pass(std::move(key));
  auto body = json::parse<AdjustBody>(request.body);
  if (!body) return pass(std::move(body));
  return AdjustRequest{*id, body->amount, std::move(body->reason), std::move(*key)};
}

Result<ListRequest> read_list(const http::Request& request) {
  http::QueryReader query(request);
  ListRequest list;
  list.customer_id = query.id<CustomerId>("customer_id");
  if (const auto statuses = query.text("status", text_bytes_max)) {
    list.status = parse_statuses(*statuses);
    if (!list.status) query.add_fault("status", "unknown-value", "Statuses by commas.");
  }
  list.type = query.text("type", text_bytes_max);
  list.object_id = query.id<ObjectId>("object_id");
  list.from = query.instant("from");
  list.to = query.instant("to");
  list.model_id = query.id<ModelId>("model_id");
  list.location_id = query.id<LocationId>("location_id");
  list.order_id = query.id<OrderId>("order_id");
  read_enum(query, "stage", list.stage);
  list.created_from = query.instant("created_from");
  list.created_to = query.instant("created_to");
  list.channel = query.text("channel", text_bytes_max);
  read_flag(query, "unpaid", list.unpaid);
  read_flag(query, "at_risk", list.at_risk);
  list.q = query.text("q", text_bytes_max);
  read_sort(query, list);
  list.limit = query.integer<int>("limit", 1, 100);
  list.cursor = query.text("cursor", text_bytes_max);
  if (auto read = query.done(); !read) return pass(std::move(read));
  return list;
}

Result<BookingId> read_booking_id(const http::Request& request) {
  const auto id = BookingId::parse(request.path_param("id"));
  if (!id) return fail(ProblemCode::not_found, "no such booking");
  return *id;
}

}  // namespace prokat::booking
