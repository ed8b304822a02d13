#include "services/payments/polling.hpp"

namespace prokat::payments {

namespace {
constexpr int batch = 20;
constexpr std::chrono::milliseconds time_limit{60'000};
}  // namespace

Task<bool> poll_due(LocalService& service) {
  const auto context = CallContext::system("payments.polling", time_limit);
  const auto due = co_await service.store().claim_due(service.now(), batch, context.deadline);
  for (const auto& payment : due) co_await service.refresh(context, payment);
  co_return due.size() == batch;
}

}  // namespace prokat::payments
