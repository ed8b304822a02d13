#include "services/objects/inventory/list_prices.hpp"

#include "services/objects/inventory/sql.hpp"

namespace prokat::objects::inventory {

Task<void> refresh_list_prices(pg::Transaction& tx, PriceScope scope) {
  auto params = pg::Params().add(scope.object_id).add(scope.model_id).add(scope.tariff_id);
  co_await tx.statement(sql::refresh_list_prices, std::move(params));
}

}  // namespace prokat::objects::inventory
