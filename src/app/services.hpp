// The services as one thread sees them: local where they live in this process, remote where they do
// not. Whoever holds a reference cannot tell.
#pragma once

#include <memory>

#include "app/infrastructure.hpp"
#include "app/service_set.hpp"
#include "channels/screen_writer.hpp"
#include "http/router.hpp"
#include "services/addons/local_service.hpp"
#include "services/auth/local_service.hpp"
#include "services/booking/operations.hpp"
#include "services/booking/orders.hpp"
#include "services/notifications/local_service.hpp"
#include "services/objects/local_service.hpp"
#include "services/payments/local_service.hpp"

namespace prokat::app {

class Services {
 public:
  // `writer` is null when no messenger is configured.
  Services(const ProcessParts& parts, const ServiceSet& set, Infrastructure& infrastructure,
           channels::ScreenWriter* writer);

  auth::Service& auth() { return *auth_; }
  objects::Service& objects() { return *objects_; }
  addons::Service& addons() { return *addons_; }
  booking::Service& booking() { return *booking_; }
  payments::Service& payments() { return *payments_; }
  notifications::Service& notifications() { return *notifications_; }
  const notifications::Rendering& rendering() const { return *rendering_; }

  objects::CardCache& cards() { return *cards_; }

  // Null where the service lives elsewhere.
  booking::LocalService* local_booking() { return local_booking_; }
  booking::Operations* booking_operations() { return booking_operations_.get(); }
  booking::Orders* booking_orders() { return booking_orders_.get(); }
  payments::LocalService* local_payments() { return local_payments_; }
  auth::LocalService* local_auth() { return local_auth_; }
  addons::LocalService* local_addons() { return local_addons_; }

  // What the local ones answer to other processes.
  void expose(http::Router& internal, const ServiceSet& set, const Secret& secret);

 private:
  std::unique_ptr<auth::Service> auth_;
  std::unique_ptr<objects::CardCache> cards_;
  std::unique_ptr<objects::Service> objects_;
  std::unique_ptr<addons::Service> addons_;
  std::unique_ptr<payments::Provider> provider_;
  std::unique_ptr<booking::Service> booking_;
  std::unique_ptr<booking::Operations> booking_operations_;
  std::unique_ptr<booking::Orders> booking_orders_;
  std::unique_ptr<payments::Service> payments_;
  std::unique_ptr<notifications::Rendering> rendering_;
  std::unique_ptr<notifications::Service> notifications_;
  auth::LocalService* local_auth_ = nullptr;
  addons::LocalService* local_addons_ = nullptr;
  booking::LocalService* local_booking_ = nullptr;
  payments::LocalService* local_payments_ = nullptr;
};

}  // namespace prokat::app
