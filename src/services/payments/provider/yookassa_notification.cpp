#include "services/payments/provider/yookassa_notification.hpp"

#include <algorithm>
#include <cctype>
#include <map>

#include "base/json.hpp"

namespace prokat::payments {

namespace {

struct WireObject {
  std::string id;
  std::optional<std::map<std::string, std::string>> metadata;
};
BOOST_DESCRIBE_STRUCT(WireObject, (), (id, metadata))

struct WireNotification {
  std::string type;
  std::string event;
  WireObject object;
};
BOOST_DESCRIBE_STRUCT(WireNotification, (), (type, event, object))

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; });
}

}  // namespace

Result<Notification> parse_notification(std::string_view body) {
  auto wire = json::parse<WireNotification>(
      body, json::ParseOptions{.unknown_fields = json::UnknownFields::ignore});
  if (!wire) return pass(std::move(wire));
  std::vector<FieldError> errors;
  if (wire->type != "notification")
    errors.push_back({"/type", "bad-value", "must be notification"});
  if (wire->event.empty() || wire->event.size() > 64)
    errors.push_back({"/event", "bad-value", "must be an event's name"});
  if (!is_id(wire->object.id)) errors.push_back({"/object/id", "bad-value", "must be an id"});
  if (!errors.empty())
    return fail(ProblemCode::validation_failed, "this is no notification", std::move(errors));
  Notification notification{std::move(wire->event), std::move(wire->object.id), std::nullopt};
  if (wire->object.metadata) {
    if (const auto found = wire->object.metadata->find("payment_id");
        found != wire->object.metadata->end()) {
      notification.payment_id = PaymentId::parse(found->second);
    }
  }
  return notification;
}

}  // namespace prokat::payments
