// What a message says, from the rows as they are now. Reads through the services' interfaces, so it
// works in every process shape.
#pragma once

#include <optional>
#include <string>

#include "channels/screen.hpp"
#include "services/auth/service.hpp"
#include "services/booking/service.hpp"
#include "services/notifications/service.hpp"
#include "services/objects/service.hpp"
#include "services/payments/service.hpp"
#include "texts/catalog.hpp"

namespace prokat::notifications {

class Rendering {
 public:
  Rendering(auth::Service& auth, objects::Service& objects, booking::Service& booking,
            payments::Service& payments);

  Task<Result<Card>> card(const CallContext& context, BookingId booking_id,
                          Language language) const;
  // `template_name` is a key of texts.yaml. nullopt: by now there is nothing to say (a booking paid
  // and then cancelled needs no "paid").
  Task<Result<std::optional<channels::Screen>>> message(const CallContext& context,
                                                        std::string template_name,
                                                        BookingId booking_id,
                                                        Language language) const;

  // A message that is about no booking, from the facts of its event.
  channels::Screen notice(const std::string& template_name, const std::string& facts,
                          Language language) const;

  bool has(std::string_view template_name) const { return texts_.has(template_name); }

 private:
  struct Facts;  // everything a text may name, already in the reader's language
  Task<Result<Facts>> facts(const CallContext& context, BookingId booking_id,
                            Language language) const;
  Task<std::string> pay_link(const CallContext& context, OrderId order_id) const;
  std::string footer(const Facts& facts, Language language) const;

  auth::Service& auth_;
  objects::Service& objects_;
  booking::Service& booking_;
  payments::Service& payments_;
  texts::Catalog texts_;
};

}  // namespace prokat::notifications
