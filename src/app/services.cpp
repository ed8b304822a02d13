#include "app/services.hpp"

#include "rpc/expose.hpp"
#include "services/addons/remote_service.hpp"
#include "services/auth/remote_service.hpp"
#include "services/booking/remote_service.hpp"
#include "services/notifications/remote_service.hpp"
#include "services/objects/remote_service.hpp"
#include "services/payments/provider/yookassa.hpp"
#include "services/payments/remote_service.hpp"

namespace prokat::app {

namespace {

rpc::RemoteOptions remote_options(const runtime::Config& config, const std::string& service) {
  return rpc::RemoteOptions{config.text("services." + service + "_url"),
                            config.secret("internal.secret"), "prokat"};
}

payments::YooKassaOptions yookassa_options(const runtime::Config& config) {
  return payments::YooKassaOptions{config.text("yookassa.api_url"), config.text("yookassa.shop_id"),
                                   config.secret("yookassa.secret_key"),
                                   config.text("yookassa.proxy_url")};
}

// A provider wants an address in any case; without one of the owner's choice it is our own.
std::string return_url(const runtime::Config& config) {
  const auto& chosen = config.text("payments.return_url");
  return chosen.empty() ? config.text("http.public_url") : chosen;
}

// Like the pool's, the budget is the process'.
std::size_t batch_connections_of_a_thread(const runtime::Config& config) {
  return static_cast<std::size_t>(std::max<std::int64_t>(
      config.number("booking.batch_connections") / config.number("http.threads"), 1));
}

booking::ServiceOptions booking_options(const runtime::Config& config) {
  booking::ServiceOptions options;
  options.hold.hold_time =
      std::chrono::duration_cast<std::chrono::minutes>(config.duration("booking.hold_time"));
  options.hold.hold_time_same_day = std::chrono::duration_cast<std::chrono::minutes>(
      config.duration("booking.hold_time_same_day"));
  options.hold.unpaid_max = static_cast<int>(config.number("booking.unpaid_holds_max"));
  options.hold.cooldown =
      std::chrono::duration_cast<std::chrono::minutes>(config.duration("booking.hold_cooldown"));
  options.grouping.batch_max = static_cast<std::size_t>(config.number("booking.batch_max"));
  options.grouping.connections = batch_connections_of_a_thread(config);
  options.grouping.queue_max = static_cast<std::size_t>(config.number("booking.batch_queue_max"));
  return options;
}

// A local service and a plain pointer to it, or the remote one.
template <class Local, class Remote, class Interface, class... Arguments>
Local* make(std::unique_ptr<Interface>& place, bool here, egress::Client& egress,
            const runtime::Config& config, const std::string& name, Arguments&&... arguments) {
  if (!here) {
    place = std::make_unique<Remote>(egress, remote_options(config, name));
    return nullptr;
  }
  auto local = std::make_unique<Local>(std::forward<Arguments>(arguments)...);
  auto* pointer = local.get();
  place = std::move(local);
  return pointer;
}

}  // namespace

Services::Services(const ProcessParts& parts, const ServiceSet& set, Infrastructure& infra,
                   channels::ScreenWriter* writer) {
  const auto& config = parts.config;
  local_auth_ = make<auth::LocalService, auth::RemoteService>(
      auth_, set.has("auth"), infra.egress, config, "auth", infra.pool, parts.clock);
  cards_ = std::make_unique<objects::CardCache>(infra.executor, infra.redis);
  infra.wakeup.on("catalogue", [&cards = *cards_] { cards.doubt(); });
  make<objects::LocalService, objects::RemoteService>(objects_, set.has("objects"), infra.egress,
                                                      config, "objects", infra.pool, parts.clock,
                                                      cards_.get());
  local_addons_ = make<addons::LocalService, addons::RemoteService>(
      addons_, set.has("addons"), infra.egress, config, "addons", infra.pool, parts.clock,
      [&wakeup = infra.wakeup] { wakeup.wake("catalogue"); });
  local_booking_ = make<booking::LocalService, booking::RemoteService>(
      booking_, set.has("booking"), infra.egress, config, "booking", infra.pool, parts.clock,
      *objects_, *auth_, infra.wakeup, booking_options(config));
  if (local_booking_) {
    booking_operations_ = std::make_unique<booking::Operations>(infra.pool, parts.clock,
                                                                *local_booking_, infra.wakeup);
    booking_orders_ =
        std::make_unique<booking::Orders>(infra.pool, parts.clock, *local_booking_, infra.wakeup);
  }
  if (set.has("payments"))
    provider_ = std::make_unique<payments::YooKassa>(infra.egress, yookassa_options(config));
  if (provider_) {
    auto local = std::make_unique<payments::LocalService>(
        infra.pool, parts.clock, *booking_, *provider_, infra.wakeup,
        payments::ServiceOptions{return_url(config)});
    local_payments_ = local.get();
    payments_ = std::move(local);
  } else {
    payments_ =
        std::make_unique<payments::RemoteService>(infra.egress, remote_options(config, "payments"));
  }
  rendering_ = std::make_unique<notifications::Rendering>(*auth_, *objects_, *booking_, *payments_);
  make<notifications::LocalService, notifications::RemoteService>(
      notifications_, set.has("notifications"), infra.egress, config, "notifications", infra.pool,
      parts.clock, *rendering_, writer);
}

void Services::expose(http::Router& internal, const ServiceSet& set, const Secret& secret) {
  if (set.has("auth")) rpc::expose(internal, *auth_, secret);
  if (set.has("objects")) rpc::expose(internal, *objects_, secret);
  if (set.has("addons")) rpc::expose(internal, *addons_, secret);
  if (set.has("booking")) rpc::expose(internal, *booking_, secret);
  if (set.has("payments")) rpc::expose(internal, *payments_, secret);
  if (set.has("notifications")) rpc::expose(internal, *notifications_, secret);
}

}  // namespace prokat::app
