#include "services/objects/inventory/archive_unit.hpp"

#include "base/json.hpp"
#include "services/objects/inventory/unit.hpp"

namespace prokat::objects::inventory {

Task<Result<>> archive_unit(Inventory& inventory, const CallContext& context, ObjectId id,
                            bool force) {
  const auto change = Change::by(context, inventory.clock().now());
  auto tx = co_await inventory.pool().transaction(context.deadline);
  if (!co_await Units::lock(tx, id)) {
    if (!co_await Units::find(tx, id)) co_return fail(ProblemCode::not_found);
    co_return Result<>();
  }
  if (!force) {
    const auto codes = co_await Units::list_upcoming(tx, id, change.now);
    if (!codes.empty()) {
      auto problem = fail(ProblemCode::illegal_transition, "rentals of this object have not ended");
      problem.error().extension = "{\"bookings\":" + json::write(codes) + "}";
      co_return problem;
    }
  }
  co_await Units::archive(tx, id, change);
  co_await tx.commit();
  co_await inventory.announce(context.deadline);
  co_return Result<>();
}

}  // namespace prokat::objects::inventory
