// The test world with add-ons and promo codes; rows and rate cards are kept in step as
// objects-service would. For tests of this service only.
#pragma once

#include "services/booking/test_world.hpp"

namespace prokat::booking {

struct TestAddon {
  std::string name;
  const char* charge = "per_rental";
  std::int64_t price_minor = 50'000;
  std::optional<int> stock;
  std::optional<LocationId> at;  // of the stock; none: shared
  int quantity_max = 1;
  bool mandatory = false;
};

struct TestPromo {
  std::string code;
  int percent_thousandths = 10'000;
  std::optional<int> max_uses;
  std::optional<int> customer_uses_max;
  int units_min = 1;
  const char* starts_from = nullptr;
  const char* starts_until = nullptr;
  const char* valid_from = nullptr;
  const char* valid_until = nullptr;
  const char* object_types = "{}";
  bool archived = false;
};

class ExtrasWorld : public World {
 public:
  void SetUp() override {
    World::SetUp();
    execute("UPDATE addons SET archived_at = '2027-01-01Z' WHERE archived_at IS NULL");
    execute("TRUNCATE promo_codes");
    refresh_versions();
  }

  AddonId add_addon(const TestAddon& addon) {
    const auto id = AddonId::make();
    pg::Params params;
    params.add(id).add(addon.name).add(addon.charge).add(addon.price_minor);
    params.add(addon.quantity_max).add(addon.mandatory);
    execute(
        "INSERT INTO addons (id, name_ru, charge, price_minor, currency, quantity_max, mandatory, "
        "created_at) VALUES ($1::uuid, $2, $3, $4, 'RUB', $5, $6, '2027-01-01Z')",
        std::move(params));
    if (addon.stock) {
      execute(
          "INSERT INTO addon_stocks (addon_id, location_id, quantity) VALUES ($1::uuid, $2::uuid, "
          "$3)",
          pg::Params().add(id).add(addon.at).add(*addon.stock));
    }
    const rental::AddonRule rule{.id = id,
                                 .name = {addon.name, ""},
                                 .charge = parse_enum<rental::AddonCharge>(addon.charge).value(),
                                 .price_minor = addon.price_minor,
                                 .mandatory = addon.mandatory,
                                 .quantity_max = addon.quantity_max,
                                 .limited = addon.stock.has_value()};
    for (auto& [object_id, card] : objects.cards) card.addons.push_back(rule);
    refresh_versions();
    return id;
  }

  std::string add_promo(const TestPromo& promo) {
    const auto text = [](const char* value) {
      return value ? std::optional<std::string>(value) : std::nullopt;
    };
    pg::Params params;
    params.add(PromoCodeId::make()).add(promo.code).add(promo.percent_thousandths);
    params.add(promo.max_uses).add(promo.customer_uses_max).add(promo.units_min);
    params.add(text(promo.starts_from)).add(text(promo.starts_until));
    params.add(text(promo.valid_from)).add(text(promo.valid_until)).add(promo.object_types);
    params.add(promo.archived ? text("2027-01-01Z") : std::nullopt);
    execute(
        "INSERT INTO promo_codes (id, code, name_ru, percent_thousandths, currency, max_uses, "
        "customer_uses_max, units_min, starts_from, starts_until, valid_from, valid_until, "
        "object_types, archived_at, created_at) VALUES ($1::uuid, $2, 'Скидка', $3, 'RUB', $4, $5, "
        "$6, $7::date, $8::date, $9::timestamptz, $10::timestamptz, $11::text[], $12::timestamptz, "
        "'2027-01-01Z')",
        std::move(params));
    return promo.code;
  }

  CreateRequest request_with(const std::string& object, const char* start, const char* end,
                             std::optional<AddonId> addon, int quantity = 1,
                             std::optional<std::string> promo = std::nullopt) const {
    auto request = request_for(object, start, end);
    if (addon) request.addons = {{*addon, quantity}};
    request.promo_code = std::move(promo);
    return request;
  }

  Result<Booking> book(const std::string& object, const char* start, const char* end,
                       std::optional<AddonId> addon, int quantity = 1,
                       std::optional<std::string> promo = std::nullopt) {
    auto made = create(as_customer(anna),
                       request_with(object, start, end, addon, quantity, std::move(promo)));
    if (!made) return prokat::pass(std::move(made));
    return std::move(made->booking);
  }

  int uses(const std::string& code) {
    return execute("SELECT uses FROM promo_codes WHERE code = $1::text", pg::Params().add(code))
        .only()
        .get<int>("uses");
  }

  int reservations(AddonId addon) {
    return execute(
               "SELECT coalesce(sum(quantity), 0)::int AS n FROM addon_reservations "
               "WHERE addon_id = $1::uuid",
               pg::Params().add(addon))
        .only()
        .get<int>("n");
  }

  void refresh_versions() {
    for (auto& [id, card] : objects.cards) {
      card.rate_version =
          execute("SELECT rate_version FROM objects WHERE id = $1::uuid", pg::Params().add(id))
              .only()
              .get<int>("rate_version");
    }
  }
};

}  // namespace prokat::booking
