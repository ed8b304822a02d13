// Payments that are not final are asked about until they are: a webhook that never comes is the
// commonest failure of all.
#pragma once

#include <memory>

#include "runtime/worker.hpp"
#include "services/payments/local_service.hpp"

namespace prokat::payments {

// The periodic task: claims due payments (each for one process) and refreshes them. True: there was
// a full batch, so there is more.
Task<bool> poll_due(LocalService& service);

}  // namespace prokat::payments
