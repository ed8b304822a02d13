#include "services/booking/api/bodies.hpp"

#include "base/enum_names.hpp"
#include "http/query.hpp"

namespace prokat::booking {

namespace {

constexpr std::size_t text_bytes_max = 200;

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

}  // namespace

void check(const CreateBody& body, json::Issues& issues) {
  if (body.customer.has_value() == body.customer_id.has_value())
    issues.add("customer", "required", "give customer or customer_id, and not both");
}

Result<CreateRequest> read_create(const http::Request& request) {
  auto body = json::parse<CreateBody>(request.body);
  if (!body) return pass(std::move(body));
  CreateRequest create;
  create.object_id = body->object_id;
  create.start = body->start;
  create.end = body->end;
  create.customer_id = body->customer_id.value_or(CustomerId());
  create.contact = std::move(body->customer);
  create.note = std::move(body->note);
  create.expected_total = body->expected_total;
  if (const auto key = request.header("idempotency-key"))
    create.idempotency_key = std::string(*key);
  return create;
}

Result<CancelRequest> read_cancel(const http::Request& request) {
  const auto id = read_booking_id(request);
  if (!id) return std::unexpected(id.error());
  CancelRequest cancel{*id, CancelReason::operator_};
  if (request.body.empty()) return cancel;
  auto body = json::parse<CancelBody>(request.body);
  if (!body) return pass(std::move(body));
  cancel.reason = body->reason.value_or(cancel.reason);
  return cancel;
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
