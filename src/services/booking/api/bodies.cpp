#include "services/booking/api/bodies.hpp"

#include <algorithm>
#include <charconv>

#include "base/enum_names.hpp"

namespace prokat::booking {

namespace {

// Collects what is wrong with a query's parameters; each is looked at once.
class QueryReader {
 public:
  explicit QueryReader(const http::Request& request) : request_(request) {}

  std::optional<std::string> text(std::string_view name) const {
    const auto value = request_.query_param(name);
    return value ? std::optional<std::string>(*value) : std::nullopt;
  }
  template <class T>
  std::optional<T> id(std::string_view name) {
    return read<T>(name, "bad-id", "a UUID", [](std::string_view text) { return T::parse(text); });
  }
  std::optional<Instant> instant(std::string_view name) {
    return read<Instant>(name, "bad-date", "an RFC 3339 instant with offset", &parse_instant);
  }
  std::optional<int> number(std::string_view name) {
    return read<int>(name, "wrong-type", "a whole number", [](std::string_view text) {
      int value = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      const bool whole = error == std::errc() && end == text.data() + text.size();
      return whole ? std::optional<int>(value) : std::nullopt;
    });
  }
  // Several by commas: status=confirmed,paid.
  std::optional<std::vector<Status>> statuses(std::string_view name) {
    return read<std::vector<Status>>(name, "bad-value", "statuses by commas", &parse_statuses);
  }
  void know(std::initializer_list<std::string_view> names) {
    for (const auto& [given, value] : request_.query) {
      if (std::ranges::find(names, given) == names.end())
        errors_.push_back({"?" + given, "unknown-field", "there is no such parameter"});
    }
  }
  std::vector<FieldError> take_errors() { return std::move(errors_); }

 private:
  template <class T, class Parse>
  std::optional<T> read(std::string_view name, const char* code, const char* detail, Parse parse) {
    const auto value = request_.query_param(name);
    if (!value) return std::nullopt;
    auto parsed = parse(*value);
    if (!parsed) errors_.push_back({"?" + std::string(name), code, detail});
    return parsed;
  }
  static std::optional<std::vector<Status>> parse_statuses(std::string_view text) {
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

  const http::Request& request_;
  std::vector<FieldError> errors_;
};

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
  QueryReader query(request);
  query.know({"customer_id", "status", "type", "object_id", "from", "to", "limit", "cursor"});
  ListRequest list;
  list.customer_id = query.id<CustomerId>("customer_id");
  list.status = query.statuses("status");
  list.type = query.text("type");
  list.object_id = query.id<ObjectId>("object_id");
  list.from = query.instant("from");
  list.to = query.instant("to");
  list.limit = query.number("limit");
  list.cursor = query.text("cursor");
  if (auto errors = query.take_errors(); !errors.empty())
    return fail(ProblemCode::validation_failed, "some parameters are wrong", std::move(errors));
  return list;
}

Result<BookingId> read_booking_id(const http::Request& request) {
  const auto id = BookingId::parse(request.path_param("id"));
  if (!id) return fail(ProblemCode::not_found, "no such booking");
  return *id;
}

}  // namespace prokat::booking
