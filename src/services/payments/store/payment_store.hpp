// The payments table as typed calls. One row struct for all of them; statuses change only through
// the set_* statements, which look at the row's own state.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pg/database.hpp"
#include "runtime/context.hpp"
#include "services/payments/service.hpp"

namespace prokat::payments {

struct PaymentRow {
  PaymentId id;
  OrderId order_id;
  std::optional<BookingId> booking_id;
  PaymentStatus status = PaymentStatus::created;
  std::string method;
  std::string kind;
  std::optional<std::string> provider;
  std::optional<std::string> provider_payment_id;
  Money amount;
  std::optional<std::string> confirmation_url;
  std::optional<std::string> cancel_reason;
  std::string return_url;
  std::string description;
  Language language = Language::ru;
  int attempts = 0;
  Instant created_at;

  bool is_final() const {
    return status == PaymentStatus::succeeded || status == PaymentStatus::canceled;
  }
  Payment to_payment() const;
};

class PaymentStore {
 public:
  explicit PaymentStore(pg::Pool& pool) : pool_(pool) {}

  // False when an open payment for the same thing, or this very one, is there already.
  Task<bool> insert(const CallContext& context, PaymentRow row, Instant next_poll_at, Instant now);
  Task<std::optional<PaymentRow>> find(PaymentId id, Deadline deadline);
  Task<std::optional<PaymentRow>> find_open(OrderId order_id, std::string kind,
                                            std::int64_t amount_minor, Deadline deadline);
  Task<std::optional<PaymentRow>> find_by_provider_id(std::string provider,
                                                      std::string provider_payment_id,
                                                      Deadline deadline);
  Task<std::vector<PaymentRow>> list_for_order(OrderId order_id, Deadline deadline);
  Task<std::vector<PaymentRow>> claim_due(Instant now, int limit, Deadline deadline);
  Task<void> set_pending(PaymentId id, std::string provider_payment_id,
                         std::optional<std::string> confirmation_url, Instant now,
                         Instant next_poll_at, Deadline deadline);
  Task<void> set_error(PaymentId id, std::string error, Instant next_poll_at, Instant now,
                       Deadline deadline);

  // Inside the transaction that applies an answer.
  static Task<std::optional<PaymentRow>> lock(pg::Transaction& tx, PaymentId id);
  static Task<void> set_waiting(pg::Transaction& tx, const CallContext& context, PaymentId id,
                                Instant now);
  static Task<void> set_succeeded(pg::Transaction& tx, const CallContext& context, PaymentId id,
                                  std::string provider_payment_id, Instant now);
  static Task<void> set_canceled(pg::Transaction& tx, const CallContext& context, PaymentId id,
                                 std::string reason, Instant now);

 private:
  pg::Pool& pool_;
};

}  // namespace prokat::payments
