#include "services/booking/store/order_store.hpp"

#include <algorithm>
#include <stdexcept>

#include "services/booking/sql.hpp"

namespace prokat::booking {

namespace {

std::vector<ObjectId> read_ids(const pg::Rows& rows) {
  std::vector<ObjectId> ids;
  for (std::size_t i = 0; i < rows.size(); ++i) ids.push_back(rows[i].get<ObjectId>("id"));
  return ids;
}

pg::Params params_of(const UnitChoice& choice) {
  pg::Params params;
  params.add(choice.model_id).add(choice.location_id);
  params.add(choice.period.start).add(choice.period.end).add(choice.late_before).add(choice.now);
  return params;
}

OrderRow read_order(const pg::Row& row) {
  OrderRow order;
  order.id = row.get<OrderId>("id");
  order.code = row.get<std::optional<std::string>>("code");
  order.customer_id = row.get<CustomerId>("customer_id");
  order.legal_entity_id = row.get<LegalEntityId>("legal_entity_id");
  order.total = Money{row.get<std::int64_t>("total_minor"), row.get<Currency>("currency")};
  order.channel = row.get<std::string>("channel");
  order.created_at = row.get<Instant>("created_at");
  order.version = row.get<int>("version");
  for (const auto& id : row.get<std::vector<std::string>>("booking_ids"))
    order.booking_ids.push_back(BookingId::parse(id).value());
  return order;
}

}  // namespace

Task<std::vector<OrderRow>> OrderStore::find_all(std::vector<OrderId> ids, Deadline deadline) {
  const auto rows =
      co_await pool_.statement(sql::find_orders, pg::Params().add_array(ids), deadline);
  std::vector<OrderRow> orders;
  for (std::size_t i = 0; i < rows.size(); ++i) orders.push_back(read_order(rows[i]));
  std::ranges::sort(orders, {}, [&ids](const OrderRow& order) {
    return std::ranges::find(ids, order.id) - ids.begin();
  });
  co_return orders;
}

Task<std::vector<OrderPosition>> OrderStore::list(std::optional<CustomerId> customer_id,
                                                  bool several_units,
                                                  std::optional<OrderPosition> after, int limit,
                                                  Deadline deadline) {
  pg::Params params;
  if (after) {
    params.add(after->created_at).add(after->id);
  } else {
    params.add("infinity").add(OrderId());
  }
  params.add(several_units).add(limit);
  if (customer_id) params.add(*customer_id);
  const auto& statement = customer_id ? sql::list_customer_orders : sql::list_orders;
  const auto rows = co_await pool_.statement(statement, std::move(params), deadline);
  std::vector<OrderPosition> positions;
  for (std::size_t i = 0; i < rows.size(); ++i)
    positions.push_back({rows[i].get<Instant>("created_at"), rows[i].get<OrderId>("id")});
  co_return positions;
}

Task<std::vector<ObjectId>> OrderStore::list_model_units(ModelId model_id,
                                                         std::optional<LocationId> location_id,
                                                         Deadline deadline) {
  pg::Params params;
  params.add(model_id).add(location_id);
  co_return read_ids(co_await pool_.statement(sql::list_model_units, std::move(params), deadline));
}

Task<std::vector<ObjectId>> OrderStore::pick_units(UnitChoice choice, Deadline deadline) {
  co_return read_ids(co_await pool_.statement(sql::pick_units, params_of(choice), deadline));
}

Task<std::vector<ObjectId>> OrderStore::pick_units(pg::Transaction& tx, UnitChoice choice) {
  co_return read_ids(co_await tx.statement(sql::pick_units, params_of(choice)));
}

}  // namespace prokat::booking
