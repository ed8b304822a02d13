#include "services/payments/store/payment_store.hpp"

#include <array>
#include <stdexcept>

#include "services/payments/sql.hpp"

namespace prokat::payments {

namespace {

PaymentStatus parse_status(std::string_view text) {
  constexpr std::array names{"created", "pending", "waiting_for_capture", "succeeded", "canceled"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (text == names[i]) return static_cast<PaymentStatus>(i);
  }
  throw std::logic_error("payments.status holds " + std::string(text));
}

PaymentRow read(const pg::Row& row) {
  PaymentRow payment;
  payment.id = row.get<PaymentId>("id");
  payment.order_id = row.get<OrderId>("order_id");
  payment.booking_id = row.get<std::optional<BookingId>>("booking_id");
  payment.status = parse_status(row.text("status"));
  payment.method = row.get<std::string>("method");
  payment.kind = row.get<std::string>("kind");
  payment.provider = row.get<std::optional<std::string>>("provider");
  payment.provider_payment_id = row.get<std::optional<std::string>>("provider_payment_id");
  payment.amount = Money{row.get<std::int64_t>("amount_minor"), row.get<Currency>("currency")};
  payment.confirmation_url = row.get<std::optional<std::string>>("confirmation_url");
  payment.cancel_reason = row.get<std::optional<std::string>>("cancel_reason");
  payment.return_url = row.get<std::optional<std::string>>("return_url").value_or("");
  payment.description = row.get<std::string>("description");
  payment.language = row.text("language") == "en" ? Language::en : Language::ru;
  payment.attempts = row.get<int>("attempts");
  payment.created_at = row.get<Instant>("created_at");
  return payment;
}

std::vector<PaymentRow> read_all(const pg::Rows& rows) {
  std::vector<PaymentRow> payments;
  payments.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) payments.push_back(read(rows[i]));
  return payments;
}

std::optional<PaymentRow> read_first(const pg::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return read(rows[0]);
}

}  // namespace

Payment PaymentRow::to_payment() const {
  return Payment{id,
                 order_id,
                 booking_id,
                 status,
                 method,
                 kind,
                 provider,
                 amount,
                 is_final() ? std::nullopt : confirmation_url,
                 cancel_reason,
                 created_at};
}

Task<bool> PaymentStore::insert(const CallContext& context, PaymentRow row, Instant next_poll_at,
                                Instant now) {
  pg::Params params;
  params.add(row.id)
      .add(row.order_id)
      .add(row.booking_id)
      .add(row.method)
      .add(row.kind)
      .add(row.provider);
  params.add(row.amount.amount_minor)
      .add(row.amount.currency)
      .add(row.return_url)
      .add(row.description)
      .add(to_string(row.language));
  params.add(next_poll_at)
      .add(context.principal.actor())
      .add(context.channel)
      .add(context.request_id)
      .add(now);
  const auto rows =
      co_await pool_.statement(sql::insert_payment, std::move(params), context.deadline);
  co_return !rows.empty();
}

Task<std::optional<PaymentRow>> PaymentStore::find(PaymentId id, Deadline deadline) {
  co_return read_first(co_await pool_.statement(sql::find_payment, pg::Params().add(id), deadline));
}

Task<std::optional<PaymentRow>> PaymentStore::find_open(OrderId order_id, std::string kind,
                                                        std::int64_t amount_minor,
                                                        Deadline deadline) {
  co_return read_first(co_await pool_.statement(
      sql::find_open, pg::Params().add(order_id).add(kind).add(amount_minor), deadline));
}

Task<std::optional<PaymentRow>> PaymentStore::find_by_provider_id(std::string provider,
                                                                  std::string provider_payment_id,
                                                                  Deadline deadline) {
  co_return read_first(co_await pool_.statement(
      sql::find_by_provider_id, pg::Params().add(provider).add(provider_payment_id), deadline));
}

Task<std::vector<PaymentRow>> PaymentStore::list_for_order(OrderId order_id, Deadline deadline) {
  co_return read_all(
      co_await pool_.statement(sql::list_for_order, pg::Params().add(order_id), deadline));
}

Task<std::vector<PaymentRow>> PaymentStore::claim_due(Instant now, int limit, Deadline deadline) {
  co_return read_all(
      co_await pool_.statement(sql::claim_due, pg::Params().add(now).add(limit), deadline));
}

Task<void> PaymentStore::set_pending(PaymentId id, std::string provider_payment_id,
                                     std::optional<std::string> confirmation_url, Instant now,
                                     Instant next_poll_at, Deadline deadline) {
  pg::Params params;
  params.add(id).add(provider_payment_id).add(confirmation_url).add(now).add(next_poll_at);
  co_await pool_.statement(sql::set_pending, std::move(params), deadline);
}

Task<void> PaymentStore::set_error(PaymentId id, std::string error, Instant next_poll_at,
                                   Instant now, Deadline deadline) {
  co_await pool_.statement(sql::set_error,
                           pg::Params().add(id).add(error).add(next_poll_at).add(now), deadline);
}

Task<std::optional<PaymentRow>> PaymentStore::lock(pg::Transaction& tx, PaymentId id) {
  co_return read_first(co_await tx.statement(sql::lock_payment, pg::Params().add(id)));
}

Task<void> PaymentStore::set_waiting(pg::Transaction& tx, const CallContext& context, PaymentId id,
                                     Instant now) {
  pg::Params params;
  params.add(id)
      .add(context.principal.actor())
      .add(context.channel)
      .add(context.request_id)
      .add(now);
  co_await tx.statement(sql::set_waiting, std::move(params));
}

Task<void> PaymentStore::set_succeeded(pg::Transaction& tx, const CallContext& context,
                                       PaymentId id, std::string provider_payment_id, Instant now) {
  pg::Params params;
  params.add(id)
      .add(context.principal.actor())
      .add(context.channel)
      .add(context.request_id)
      .add(now)
      .add(provider_payment_id);
  co_await tx.statement(sql::set_succeeded, std::move(params));
}

Task<void> PaymentStore::set_canceled(pg::Transaction& tx, const CallContext& context, PaymentId id,
                                      std::string reason, Instant now) {
  pg::Params params;
  params.add(id)
      .add(reason)
      .add(context.principal.actor())
      .add(context.channel)
      .add(context.request_id)
      .add(now);
  co_await tx.statement(sql::set_canceled, std::move(params));
}

}  // namespace prokat::payments
