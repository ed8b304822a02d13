#include "services/booking/store/twins.hpp"

namespace prokat::booking {

struct Twins::First {
  First(boost::asio::any_io_executor executor, Sha256 sha)
      : ended(std::move(executor)), request_sha256(sha) {}

  runtime::AsyncEvent ended;
  bool has_ended = false;
  Sha256 request_sha256;
  std::optional<CreateAnswer> answer;  // nothing: it failed, or went away
};

Twins::Twins(boost::asio::any_io_executor executor)
    : executor_(std::move(executor)), under_way_(std::make_shared<UnderWay>()) {}

Twins::Place::Place(Twins& twins, const NewBooking& booking)
    : under_way_(twins.under_way_),
      name_(booking.actor + '\x1f' + booking.key->key),
      request_sha256_(booking.key->request_sha256),
      id_(booking.id) {
  auto& place = (*under_way_)[name_];
  first_ = !place;
  if (first_) place = std::make_shared<First>(twins.executor_, request_sha256_);
  pending_ = place;
}

Twins::Place::~Place() {
  if (!first_) return;
  under_way_->erase(name_);
  pending_->has_ended = true;
  pending_->ended.notify();
}

void Twins::Place::set_answer(CreateAnswer answer) {
  if (answer.outcome == CreateOutcome::created) answer = {CreateOutcome::replay, id_};
  pending_->answer = answer;
}

Task<std::optional<CreateAnswer>> Twins::Place::wait(Deadline deadline) {
  const auto first = pending_;
  while (!first->has_ended) {
    if (!co_await first->ended.wait(deadline))
      throw runtime::DeadlineExceeded("the first request of this key is not done in time");
  }
  if (!first->answer || first->request_sha256 == request_sha256_) co_return first->answer;
  if (first->answer->outcome == CreateOutcome::replay)
    co_return CreateAnswer{CreateOutcome::mismatch, std::nullopt};
  co_return std::nullopt;
}

}  // namespace prokat::booking
