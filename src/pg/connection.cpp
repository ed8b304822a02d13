#include "pg/connection.hpp"

#include <fmt/core.h>

#include <array>
#include <boost/asio/post.hpp>
#include <utility>

#include "pg/coverage.hpp"
#include "pg/errors.hpp"

namespace prokat::pg::detail {
namespace {

constexpr std::chrono::seconds drain_time{5};
constexpr std::size_t usual_parameters = 32;
constexpr std::string_view query_canceled = "57014";
constexpr std::string_view unknown_prepared_statement = "26000";
constexpr std::string_view feature_not_supported = "0A000";  // "cached plan must not change ..."

std::string field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? std::string() : std::string(text);
}

std::string one_line(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  for (char& c : text) {
    if (c == '\n' || c == '\t') c = ' ';
  }
  return text;
}

// Without DETAIL: that repeats the row's values, which may be somebody's phone number.
std::exception_ptr error_of(const Call& call, const PGresult* result) {
  const std::string sqlstate = field(result, PG_DIAG_SQLSTATE);
  return std::make_exception_ptr(
      Error(sqlstate, field(result, PG_DIAG_CONSTRAINT_NAME),
            fmt::format("{}: {} {}", call.name, sqlstate,
                        one_line(field(result, PG_DIAG_MESSAGE_PRIMARY)))));
}

}  // namespace

Connection::Connection(boost::asio::any_io_executor executor, ConnectionTarget target,
                       std::shared_ptr<Canceller> canceller, std::weak_ptr<ConnectionOwner> owner)
    : executor_(executor),
      target_(std::move(target)),
      canceller_(std::move(canceller)),
      owner_(std::move(owner)),
      socket_(executor),
      connect_timer_(executor) {}

Connection::~Connection() { release(); }

void Connection::close() {
  for (const auto& call : release()) {
    call->fail(executor_, std::make_exception_ptr(
                              Unavailable(fmt::format("{}: the connection is closed", call->name),
                                          !call->in_transaction)));
  }
}

// --- sending -----------------------------------------------------------------------------------

void Connection::send(CallPointer call) {
  calls_.push_back(call);
  send_out(*call);
}

void Connection::send_out(Call& call) {
  if (!queue_statement(call) || PQpipelineSync(conn_) != 1) {
    lose(PQerrorMessage(conn_));
    return;
  }
  flush();
}

bool Connection::queue_statement(Call& call) {
  call.results_to_skip = 0;
  call.prepares = false;
  if (call.begins) {
    ++call.results_to_skip;
    if (PQsendQueryParams(conn_, "BEGIN", 0, nullptr, nullptr, nullptr, nullptr, 0) != 1) {
      return false;
    }
  }
  if (call.kind == CallKind::command) {
    return PQsendQueryParams(conn_, std::string(call.text).c_str(), 0, nullptr, nullptr, nullptr,
                             nullptr, 0) == 1;
  }
  auto known = prepared_.find(call.name);
  if (known == prepared_.end()) {
    known = prepared_.emplace(call.name).first;
    call.prepares = true;
    ++call.results_to_skip;
    note_use(call.name);
    if (PQsendPrepare(conn_, known->c_str(), std::string(call.text).c_str(), 0, nullptr) != 1) {
      return false;
    }
  }
  return queue_execution(call, *known);
}

bool Connection::queue_execution(const Call& call, const std::string& name) {
  const std::size_t count = call.params.size();
  std::array<const char*, usual_parameters> few{};
  std::vector<const char*> many;
  const char** values = few.data();
  if (count > few.size()) {
    many.resize(count);
    values = many.data();
  }
  for (std::size_t i = 0; i < count; ++i) values[i] = call.params.value(i);
  return PQsendQueryPrepared(conn_, name.c_str(), static_cast<int>(count), values, nullptr, nullptr,
                             0) == 1;
}

// libpq 15 has sent what the socket took at the Sync already; this is for what is left.
void Connection::flush() {
  if (waiting_writable_) return;
  const int left = PQflush(conn_);
  if (left < 0) {
    lose(PQerrorMessage(conn_));
  } else if (left > 0) {
    waiting_writable_ = true;
    socket_.async_wait(boost::asio::posix::stream_descriptor::wait_write,
                       [self = shared_from_this(), generation = generation_](auto) {
                         if (generation != self->generation_) return;
                         self->waiting_writable_ = false;
                         self->flush();
                       });
  }
}

// --- receiving ---------------------------------------------------------------------------------

// Also while nothing is in flight: so a server that goes away is noticed before the next statement.
void Connection::wait_readable() {
  socket_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     [self = shared_from_this(), generation = generation_](auto) {
                       if (generation == self->generation_) self->on_readable();
                     });
}

void Connection::on_readable() {
  const std::size_t before = calls_.size();
  const bool readable = PQconsumeInput(conn_) == 1;
  while (take_result()) {
  }
  if (!readable || PQstatus(conn_) == CONNECTION_BAD || !lost_reason_.empty()) {
    lose(lost_reason_.empty() ? PQerrorMessage(conn_) : lost_reason_);
    return;
  }
  wait_readable();
  if (calls_.size() == before) return;
  if (state_ == State::draining) {
    continue_draining();
  } else if (outdated_ && calls_.empty() && !leased) {
    lose("prepared statements no longer fit the schema");
  } else if (const auto owner = owner_.lock()) {
    owner->on_room(*this);
  }
}

bool Connection::take_result() {
  if (PQisBusy(conn_) != 0) return false;
  ResultHandle result(PQgetResult(conn_));
  if (!result) {
    // The end of one statement's results, or of all there is: then another NULL or "busy" follows.
    if (PQisBusy(conn_) != 0) return false;
    result.reset(PQgetResult(conn_));
    if (!result) return false;
  }
  if (calls_.empty()) return true;  // the server's farewell to an idle connection
  Call& call = *calls_.front();
  switch (PQresultStatus(result.get())) {
    case PGRES_PIPELINE_SYNC:
      finish_head();
      break;
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY:
      if (call.results_to_skip > 0) {
        --call.results_to_skip;
      } else {
        call.result = std::move(result);
      }
      break;
    case PGRES_PIPELINE_ABORTED:
      break;  // what stood before it failed, and was kept
    default:
      take_error(call, std::move(result));
  }
  return true;
}

void Connection::take_error(Call& call, ResultHandle result) {
  const std::string severity = field(result.get(), PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity == "FATAL" || severity == "PANIC" || severity.empty()) {
    lost_reason_ = one_line(PQresultErrorMessage(result.get()));
    return;
  }
  if (!call.failure) call.failure = error_of(call, result.get());
  call.result = std::move(result);
}

void Connection::finish_head() {
  const CallPointer call = std::move(calls_.front());
  calls_.pop_front();
  if (call->prepares && call->results_to_skip > 0) prepared_.erase(std::string(call->name));
  if (call->done || !call->failure) {
    call->complete(executor_);
    return;
  }
  const std::string sqlstate = field(call->result.get(), PG_DIAG_SQLSTATE);
  outdated_ = outdated_ || (sqlstate == feature_not_supported && call->kind == CallKind::prepared);
  const bool not_its_own =
      (sqlstate == query_canceled && state_ == State::draining && call != probe_) ||
      (sqlstate == unknown_prepared_statement && !call->prepares);
  if (sqlstate == unknown_prepared_statement) prepared_.erase(std::string(call->name));
  if (not_its_own && call->restarts == 0 && call->kind == CallKind::prepared &&
      !call->in_transaction) {
    ++call->restarts;
    call->failure = nullptr;
    call->result.reset();
    if (const auto owner = owner_.lock()) {
      owner->on_hit_by_mistake(call);
      return;
    }
  }
  call->complete(executor_);
}

// --- deadlines ---------------------------------------------------------------------------------

void Connection::sweep(runtime::SteadyClock::time_point now) {
  for (const auto& call : calls_) {
    if (call->done || call->deadline.at() > now) continue;
    call->abandoned = true;
    call->fail(executor_, std::make_exception_ptr(runtime::DeadlineExceeded(
                              fmt::format("{}: no answer in time", call->name))));
  }
  if (state_ == State::draining) {
    if (now >= drain_until_) lose("the server does not answer a cancelled statement");
    return;
  }
  if (calls_.empty() || !calls_.front()->abandoned) return;
  // One more sweep of patience: what has just come to the head is usually over by then, and
  // cancelling costs everybody behind it a round.
  if (std::exchange(calls_.front()->seen_at_head, true)) cancel();
}

void Connection::cancel() {
  CancelHandle request(PQgetCancel(conn_));
  if (!request) {
    lose("cannot make a cancel request");
    return;
  }
  state_ = State::draining;
  cancel_arrived_ = false;
  probe_ = nullptr;
  drain_until_ = runtime::SteadyClock::now() + drain_time;
  canceller_->send(std::move(request), executor_,
                   [weak = weak_from_this(), generation = generation_] {
                     const auto self = weak.lock();
                     if (!self || generation != self->generation_) return;
                     self->cancel_arrived_ = true;
                     self->continue_draining();
                   });
}

// The probe is a ROLLBACK: it catches a late cancel, and leaves no transaction behind.
void Connection::continue_draining() {
  if (!cancel_arrived_ || !calls_.empty()) return;
  if (probe_ && !probe_->failure) {
    probe_ = nullptr;
    state_ = State::ready;
    if (const auto owner = owner_.lock()) owner->on_room(*this);
    return;
  }
  probe_ = std::make_shared<Call>(CallKind::command, "probe", "ROLLBACK", Params(),
                                  Deadline(drain_until_ + drain_time));
  send(probe_);
}

// --- the end -----------------------------------------------------------------------------------

void Connection::lose(const std::string& reason) {
  if (state_ == State::closed) return;
  const bool was_ready = state_ != State::connecting;
  const std::string why = one_line(reason.empty() ? "the connection was closed" : reason);
  for (const auto& call : release()) {
    call->fail(executor_, std::make_exception_ptr(
                              Unavailable(fmt::format("{}: connection lost: {}", call->name, why),
                                          !call->in_transaction)));
  }
  // Later: the owner may be in the middle of choosing a connection right now.
  boost::asio::post(executor_, [self = shared_from_this(), why, was_ready] {
    if (const auto owner = self->owner_.lock()) owner->on_lost(*self, why, was_ready);
  });
}

std::vector<CallPointer> Connection::release() {
  ++generation_;
  connect_timer_.cancel();
  // Asio must forget the descriptor before libpq closes it: the number may be somebody else's next.
  if (socket_.is_open()) socket_.release();
  if (conn_ != nullptr) PQfinish(std::exchange(conn_, nullptr));
  state_ = State::closed;
  waiting_writable_ = false;
  outdated_ = false;
  probe_ = nullptr;
  prepared_.clear();
  lost_reason_.clear();
  std::vector<CallPointer> orphans(calls_.begin(), calls_.end());
  calls_.clear();
  return orphans;
}

}  // namespace prokat::pg::detail
