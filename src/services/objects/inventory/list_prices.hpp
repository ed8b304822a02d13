// objects.price_minor, what lists sort by and show as "from": it follows the unit's price list.
#pragma once

#include <optional>

#include "pg/database.hpp"

namespace prokat::objects::inventory {

struct PriceScope {  // what all members that are set have in common
  std::optional<ObjectId> object_id;
  std::optional<ModelId> model_id;
  std::optional<TariffId> tariff_id;
};

// In the transaction that changed the price list, or which one a unit has. Rows are locked in id
// order.
Task<void> refresh_list_prices(pg::Transaction& tx, PriceScope scope);

}  // namespace prokat::objects::inventory
