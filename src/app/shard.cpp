#include "app/shard.hpp"

#include "app/messenger.hpp"
#include "app/ops_routes.hpp"
#include "app/services.hpp"
#include "app/workers.hpp"
#include "http/builtin_routes.hpp"
#include "http/server.hpp"
#include "rpc/failure.hpp"
#include "services/addons/routes.hpp"
#include "services/audit/routes.hpp"
#include "services/auth/authenticator.hpp"
#include "services/auth/routes.hpp"
#include "services/booking/api/operation_routes.hpp"
#include "services/booking/api/order_routes.hpp"
#include "services/booking/api/routes.hpp"
#include "services/booking/blocks/routes.hpp"
#include "services/booking/promo_codes/promo_codes.hpp"
#include "services/objects/inventory/routes.hpp"
#include "services/objects/photo_files.hpp"
#include "services/objects/photos/photo_routes.hpp"
#include "services/objects/price_lists/price_lists.hpp"
#include "services/objects/routes.hpp"
#include "services/payments/api/routes.hpp"
#include "storage/failure.hpp"

namespace prokat::app {

namespace {

// What failures of the layers mean to a caller; everything else is `internal`.
std::optional<Problem> translate(std::exception_ptr thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const pg::Overloaded&) {
    return Problem{ProblemCode::unavailable, "too many requests wait for the database", {}, {}};
  } catch (const pg::Unavailable& lost) {
    return Problem{ProblemCode::unavailable,
                   lost.outcome_unknown()
                       ? "the database was lost meanwhile; look whether the request was carried out"
                       : "the database does not answer",
                   {},
                   {}};
  } catch (const rpc::Unavailable&) {
    return Problem{ProblemCode::unavailable, "a service does not answer", {}, {}};
  } catch (const storage::Unavailable&) {
    return Problem{ProblemCode::unavailable, "the object storage does not answer", {}, {}};
  } catch (const storage::Misconfigured&) {
    return Problem{ProblemCode::unavailable, "the object storage refuses this server", {}, {}};
  } catch (const runtime::CpuPool::Full&) {
    return Problem{ProblemCode::unavailable, "too much work waits", {}, {}};
  } catch (...) {
    return std::nullopt;
  }
}

http::ServerOptions server_options(const runtime::Config& config, std::string name,
                                   std::string_view listen_key) {
  http::ServerOptions options;
  options.name = std::move(name);
  options.listen = config.text(listen_key);
  options.request_time_limit = config.duration("http.request_time_limit");
  options.connections_max = static_cast<std::size_t>(config.number("http.connections_max"));
  options.translate_error = translate;
  return options;
}

}  // namespace

struct Shard::Impl {
  Impl(boost::asio::any_io_executor executor, const ProcessParts& parts, const ServiceSet& set,
       bool first, std::size_t connections)
      : infra(executor, parts, connections),
        messenger(Messenger::make(parts, infra)),
        services(parts, set, infra, messenger ? &messenger->writer() : nullptr),
        inbox(executor, infra.pool, parts.vault),
        photo_files(infra.pool, *infra.storage),
        photo_desk(infra.pool, *infra.storage, parts.photo_maker, parts.clock,
                   [this] { infra.wakeup.wake("catalogue"); }),
        inventory(infra.pool, parts.clock,
                  [&cards = services.cards()](Deadline deadline) { return cards.clear(deadline); }),
        blocks(infra.pool, parts.clock),
        price_lists(infra.pool, parts.clock, [this] { infra.wakeup.wake("catalogue"); }),
        promo_codes(booking::promo_codes_table(infra.pool, parts.clock)) {
    add_public_routes(parts, set);
    if (!first) return;
    services.expose(internal_router, set, parts.config.secret("internal.secret"));
    http::add_health_routes(ops_router, readiness(infra));
    http::add_metrics_route(ops_router);
    add_clock_route(ops_router, parts);
    workers = std::make_unique<Workers>(parts, set, infra, services, messenger.get(), inbox);
  }

  void add_public_routes(const ProcessParts& parts, const ServiceSet& set) {
    http::add_health_routes(public_router, readiness(infra));
    http::add_documentation_routes(public_router);
    if (set.has("auth")) auth::add_routes(public_router, services.auth());
    if (set.has("objects")) {
      objects::add_routes(public_router, services.objects(), photo_files);
      objects::add_photo_routes(public_router, photo_desk);
      objects::inventory::add_routes(public_router, inventory);
      objects::add_price_list_routes(public_router, price_lists);
    }
    if (auto* addons = services.local_addons()) addons::add_routes(public_router, *addons);
    if (set.has("booking")) {
      booking::add_routes(public_router, services.booking());
      booking::blocks::add_routes(public_router, blocks);
      booking::add_promo_code_routes(public_router, promo_codes);
    }
    if (auto* operations = services.booking_operations())
      booking::add_operation_routes(public_router, *operations);
    if (auto* orders = services.booking_orders()) booking::add_order_routes(public_router, *orders);
    if (set.has("audit")) audit::add_routes(public_router, infra.pool);
    if (auto* payments = services.local_payments()) {
      payments::add_routes(public_router, *payments, inbox,
                           payments::RouteOptions{parts.config.secret("yookassa.webhook_secret")});
    }
  }

  // Sockets are opened here and not in the constructor: `prokat routes` needs the tables alone.
  void listen(const ProcessParts& parts, bool first) {
    const auto executor = infra.executor;
    public_server.emplace(executor, server_options(parts.config, "public", "http.listen"),
                          public_router, auth::make_authenticator(services.auth()));
    if (!first) return;
    internal_server.emplace(executor, server_options(parts.config, "internal", "internal.listen"),
                            internal_router, nullptr);
    ops_server.emplace(executor, server_options(parts.config, "ops", "ops.listen"), ops_router,
                       nullptr);
  }

  Infrastructure infra;
  std::unique_ptr<Messenger> messenger;
  Services services;
  events::Inbox inbox;
  objects::PhotoFiles photo_files;
  objects::PhotoDesk photo_desk;
  objects::inventory::Inventory inventory;
  booking::blocks::Blocks blocks;
  objects::PriceLists price_lists;
  documents::Table promo_codes;
  http::Router public_router;
  http::Router internal_router;
  http::Router ops_router;
  std::unique_ptr<Workers> workers;
  std::optional<http::Server> public_server;
  std::optional<http::Server> internal_server;
  std::optional<http::Server> ops_server;
};

Shard::Shard(boost::asio::any_io_executor executor, const ProcessParts& parts,
             const ServiceSet& set, bool first, std::size_t connections)
    : impl_(std::make_unique<Impl>(executor, parts, set, first, connections)),
      parts_(parts),
      first_(first) {}

Shard::~Shard() = default;

void Shard::start() {
  impl_->listen(parts_, first_);
  for (auto* server : {&impl_->public_server, &impl_->internal_server, &impl_->ops_server}) {
    if (*server) (*server)->start();
  }
  if (!first_) return;
  impl_->workers->start();
  if (auto* auth = impl_->services.local_auth();
      auth && !parts_.config.secret("demo.admin_token").empty()) {
    runtime::spawn(
        impl_->infra.executor, "auth.demo_administrator",
        auth::ensure_demo_administrator(*auth, parts_.config.secret("demo.admin_token")));
  }
}

Task<void> Shard::stop(Deadline deadline) {
  if (impl_->public_server) co_await impl_->public_server->drain(deadline);
  if (impl_->internal_server) co_await impl_->internal_server->drain(deadline);
  if (impl_->workers) co_await impl_->workers->stop(deadline);
  if (impl_->ops_server) co_await impl_->ops_server->drain(deadline);
  co_await impl_->infra.pool.close(deadline);
}

const http::Router& Shard::public_router() const { return impl_->public_router; }

}  // namespace prokat::app
