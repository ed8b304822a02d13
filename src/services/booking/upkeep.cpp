#include "services/booking/upkeep.hpp"

#include "runtime/context.hpp"
#include "services/booking/sql.hpp"
#include "services/booking/store/booking_store.hpp"

namespace prokat::booking {

namespace {

constexpr std::size_t batch = 500;
constexpr std::size_t keys_batch = 1000;
constexpr std::chrono::milliseconds time_limit{10'000};
constexpr std::chrono::days keys_kept{7};

}  // namespace

Task<bool> Upkeep::complete_returned() {
  const auto context = CallContext::system("booking.completion", time_limit);
  const auto change = Change::by(context, clock_.now());
  pg::Params params;
  params.add(change.now).add(static_cast<std::int64_t>(batch));
  params.add(change.actor).add(change.channel).add(change.request_id);
  const auto rows =
      co_await pool_.statement(sql::complete_bookings, std::move(params), context.deadline);
  if (!rows.empty()) wakeup_.wake("events");
  co_return rows.size() == batch;
}

Task<bool> Upkeep::delete_old_keys() {
  const auto context = CallContext::system("booking.keys", time_limit);
  pg::Params params;
  params.add(clock_.now() - keys_kept).add(static_cast<std::int64_t>(keys_batch));
  const auto rows =
      co_await pool_.statement(sql::delete_old_keys, std::move(params), context.deadline);
  co_return rows.affected() == keys_batch;
}

}  // namespace prokat::booking
