#include "services/booking/hold_expiry.hpp"

#include <algorithm>

#include "runtime/log.hpp"
#include "runtime/metrics.hpp"

namespace prokat::booking {

namespace {

constexpr int unpaid_batch = 500;
constexpr int asking_page = 100;
constexpr std::chrono::milliseconds statement_time_limit{10'000};
constexpr std::chrono::milliseconds settle_time_limit{25'000};
// No new question after this: a slow provider must not keep holds without payments from expiring.
constexpr std::chrono::milliseconds asking_time_limit{5'000};
constexpr std::chrono::seconds first_pause{5};
constexpr std::chrono::seconds longest_pause{300};

void count_expired(std::size_t holds) {
  static const auto expired =
      metrics::counter("prokat_holds_expired_total", "Unpaid bookings whose time was up");
  expired.add(static_cast<double>(holds));
}

}  // namespace

HoldExpiry::HoldExpiry(boost::asio::any_io_executor executor, pg::Pool& pool,
                       payments::Service& payments, const runtime::Clock& clock,
                       events::Wakeup& wakeup, std::chrono::milliseconds interval)
    : store_(pool),
      payments_(payments),
      clock_(clock),
      wakeup_(wakeup),
      worker_(std::move(executor), "booking.expiry", interval, [this] { return expire_due(); }) {}

Task<bool> HoldExpiry::expire_due() {
  const auto unpaid = co_await expire_unpaid();
  if (unpaid == unpaid_batch)
    co_return true;  // those with payments wait for a round that is not full
  co_await expire_asking(CallContext::system("booking.expiry", settle_time_limit), clock_.now());
  co_return false;
}

Task<std::size_t> HoldExpiry::expire_unpaid() {
  const auto context = CallContext::system("booking.expiry", statement_time_limit);
  const auto now = clock_.now();
  auto ids = co_await store_.find_unpaid_holds(now, unpaid_batch, context.deadline);
  if (ids.empty()) co_return 0;
  const auto found = ids.size();
  const auto expired =
      co_await store_.expire(std::move(ids), Change::by(context, now), context.deadline);
  count_expired(expired);
  if (expired > 0) wakeup_.wake("events");
  // A full batch of which none could be taken (all locked) is no reason to hurry.
  co_return expired == 0 ? 0 : found;
}

Task<void> HoldExpiry::expire_asking(CallContext context, Instant now) {
  const auto end_of_asking = Deadline::in(asking_time_limit);
  std::unordered_map<BookingId, Patience> still_due;
  DueHold last;
  std::vector<DueHold> page;
  do {
    const auto limit = Deadline::in(statement_time_limit);
    page = co_await store_.find_holds_with_payments(now, last, asking_page, limit);
    std::vector<BookingId> over;
    for (const auto& hold : page) {
      if (may_ask_now(hold.id) && !end_of_asking.passed()) {
        context.deadline = Deadline::in(settle_time_limit);
        const auto verdict = co_await judge(context, hold, now);
        if (verdict == HoldVerdict::expire) {
          over.push_back(hold.id);
          continue;
        }
        be_patient(hold.id);
      }
      still_due[hold.id] = patience_[hold.id];
    }
    if (!over.empty()) {
      const auto expired = co_await store_.expire(std::move(over), Change::by(context, now),
                                                  Deadline::in(statement_time_limit));
      count_expired(expired);
      wakeup_.wake("events");
    }
    if (!page.empty()) last = page.back();
  } while (page.size() == asking_page);
  patience_ = std::move(still_due);  // forgets those that are decided
}

Task<HoldVerdict> HoldExpiry::judge(CallContext context, DueHold hold, Instant now) {
  MoneyUnderWay money;
  try {
    auto settled =
        co_await payments_.settle(context, payments::OrderPaymentsRequest{hold.order_id});
    if (settled) money = {settled->money_received, settled->provider_answered};
  } catch (const std::exception& error) {
    // payments itself may be away (another process): as good as a provider that does not answer.
    log::warn("booking.settle_failed",
              {{"order_id", hold.order_id.to_string()}, {"error", error.what()}});
  }
  const auto verdict = judge_due_hold(money, hold.hold_expires_at, now);
  if (verdict == HoldVerdict::expire && !money.provider_answered)
    log::warn("booking.expired_unasked", {{"booking_id", hold.id.to_string()}});
  co_return verdict;
}

bool HoldExpiry::may_ask_now(BookingId id) const {
  const auto found = patience_.find(id);
  return found == patience_.end() || runtime::SteadyClock::now() >= found->second.next;
}

void HoldExpiry::be_patient(BookingId id) {
  auto& patience = patience_[id];
  patience.pause = std::clamp(patience.pause * 2, first_pause, longest_pause);
  patience.next = runtime::SteadyClock::now() + patience.pause;
}

}  // namespace prokat::booking
