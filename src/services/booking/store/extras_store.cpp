#include "services/booking/store/extras_store.hpp"

#include <algorithm>

#include "base/enum_names.hpp"
#include "base/json.hpp"
#include "services/booking/sql.hpp"

namespace prokat::booking {
namespace {

pg::Params addon_params(BookingId id, std::vector<AgreedAddon> addons) {
  std::vector<AddonId> ids;
  std::vector<std::int64_t> quantities, prices, limited;
  std::vector<std::string> names_ru, names_en, charges;
  for (const auto& addon : addons) {
    ids.push_back(addon.id);
    quantities.push_back(addon.quantity);
    names_ru.push_back(addon.name.ru);
    names_en.push_back(addon.name.en);
    charges.emplace_back(enum_name(addon.charge));
    prices.push_back(addon.price_minor);
    limited.push_back(addon.limited ? 1 : 0);
  }
  pg::Params params;
  params.add(id).add_array(ids).add_array(quantities).add_array(names_ru).add_array(names_en);
  params.add_array(charges).add_array(prices).add_array(limited);
  return params;
}

}  // namespace

Task<std::optional<FoundPromo>> ExtrasStore::find_promo(std::string code, Deadline deadline) {
  const auto rows =
      co_await pool_.statement(sql::find_promo_code, pg::Params().add(code), deadline);
  if (rows.empty()) co_return std::nullopt;
  auto terms = json::parse<rental::PromoTerms>(rows.only().text("terms"));
  if (!terms) throw std::logic_error("a promo code cannot be read: " + terms.error().detail);
  co_return FoundPromo{std::move(*terms), rows.only().get<int>("version"),
                       rows.only().get<bool>("used_up")};
}

Task<void> ExtrasStore::take(pg::Transaction& tx, BookingId id, BookingExtras extras) {
  if (!extras.addons.empty())
    co_await tx.statement(sql::insert_booking_addons, addon_params(id, std::move(extras.addons)));
  if (!extras.promo) co_return;
  pg::Params params;
  params.add(id).add(extras.promo->id).add(extras.promo->terms_version);
  params.add(extras.promo->discount_minor);
  co_await tx.statement(sql::insert_promo_use, std::move(params));
}

Task<void> ExtrasStore::take_all(pg::Transaction& tx,
                                 std::vector<std::pair<BookingId, BookingExtras>> all) {
  std::vector<AddonId> limited;
  for (const auto& [id, extras] : all)
    for (const auto& addon : extras.addons)
      if (addon.limited) limited.push_back(addon.id);
  if (!limited.empty())
    co_await tx.statement(sql::lock_addon_stocks, pg::Params().add_array(limited));
  for (const auto& [id, extras] : all) co_await take(tx, id, extras);
}

Task<void> ExtrasStore::drop_addons(pg::Transaction& tx, BookingId id) {
  co_await tx.statement(sql::delete_booking_addons, pg::Params().add(id));
}

Task<void> ExtrasStore::replace(pg::Transaction& tx, BookingId id, BookingExtras extras) {
  co_await drop_addons(tx, id);
  if (!extras.addons.empty())
    co_await tx.statement(sql::insert_booking_addons, addon_params(id, std::move(extras.addons)));
  if (!extras.promo) co_return;
  co_await tx.statement(sql::change_promo_use,
                        pg::Params().add(id).add(extras.promo->discount_minor));
}

Task<bool> ExtrasStore::retake(pg::Transaction& tx, BookingId id) {
  const auto rows = co_await tx.statement(sql::retake_booking_extras, pg::Params().add(id));
  co_return rows.only().get<bool>("taken");
}

std::optional<ExtrasRefusal> ExtrasStore::refusal_of(const pg::Error& error) {
  using Kind = ExtrasRefusal::Kind;
  constexpr std::string_view stock = "addon_stock ";
  const std::string_view name = error.constraint();
  if (name.starts_with(stock)) {
    return ExtrasRefusal{Kind::addon_unavailable,
                         AddonId::parse(name.substr(stock.size())).value_or(AddonId())};
  }
  if (name == "promo_codes_uses" || name == "promo_codes_budget" || name == "promo_uses_customer")
    return ExtrasRefusal{Kind::promo_exhausted, {}};
  if (name == "promo_uses_terms") return ExtrasRefusal{Kind::promo_stale, {}};
  return std::nullopt;
}

Problem problem_of(const ExtrasRefusal& refusal) {
  switch (refusal.kind) {
    case ExtrasRefusal::Kind::addon_unavailable:
      return {ProblemCode::addon_unavailable,
              "not enough pieces are free in this period",
              {},
              R"({"addon_id":")" + refusal.addon_id.to_string() + "\"}"};
    case ExtrasRefusal::Kind::promo_exhausted:
      return {ProblemCode::promo_exhausted, "the code's uses or its budget are spent", {}, {}};
    case ExtrasRefusal::Kind::promo_stale:
      break;
  }
  return {ProblemCode::unavailable, "the promo code is being changed; try again", {}, {}};
}

}  // namespace prokat::booking
