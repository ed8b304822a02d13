// A unit leaves the business. Its bookings stay and are found under it; what is still ahead of it
// stops the archive unless the operator says that it is known.
#pragma once

#include "base/result.hpp"
#include "runtime/context.hpp"
#include "services/objects/inventory/inventory.hpp"

namespace prokat::objects::inventory {

// not-found; illegal-transition with {"bookings": [codes]} of rentals that have not ended, unless
// `force`: they stay as they are and have to be moved or cancelled by hand. Twice is fine.
Task<Result<>> archive_unit(Inventory& inventory, const CallContext& context, ObjectId id,
                            bool force);

}  // namespace prokat::objects::inventory
