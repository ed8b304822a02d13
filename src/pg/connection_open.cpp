// Connecting without blocking: PQconnectPoll driven by Asio, and the settings of our sessions.
// (libpq resolves a host name with a blocking getaddrinfo; give hostaddr where that hurts.)
#include <libpq-fe.h>

#include <array>
#include <chrono>
#include <string_view>

#include "pg/connection.hpp"

namespace prokat::pg::detail {
namespace {

constexpr std::chrono::seconds connect_timeout{5};

// Generic plans: our statements are shaped so that one plan is right for all parameters, and
// planning each time would cost more than running. No JIT: it would compile the same statement
// again at each execution. The formats are what text_format.hpp reads.
constexpr std::string_view session_options =
    "-c plan_cache_mode=force_generic_plan -c jit=off -c timezone=UTC -c datestyle=ISO "
    "-c bytea_output=hex -c extra_float_digits=1 -c client_min_messages=error "
    "-c idle_in_transaction_session_timeout=60s";

std::string options_for(const ConnectionTarget& target) {
  std::string options(session_options);
  if (!target.session_options.empty()) options.append(" ").append(target.session_options);
  PQconninfoOption* given = PQconninfoParse(target.url.expose().c_str(), nullptr);
  if (given == nullptr) return options;  // PQconnectStartParams will say what is wrong
  for (const PQconninfoOption* option = given; option->keyword != nullptr; ++option) {
    if (std::string_view(option->keyword) == "options" && option->val != nullptr) {
      options.append(" ").append(option->val);
    }
  }
  PQconninfoFree(given);
  return options;
}

PGconn* start_connecting(const ConnectionTarget& target) {
  const std::string options = options_for(target);
  // What stands before dbname can be overridden by the URL, what stands behind it cannot.
  const std::array<const char*, 11> keywords{"gssencmode",
                                             "keepalives_idle",
                                             "keepalives_interval",
                                             "keepalives_count",
                                             "tcp_user_timeout",
                                             "dbname",
                                             "application_name",
                                             "client_encoding",
                                             "options",
                                             nullptr};
  const std::array<const char*, 11> values{"disable",
                                           "10",
                                           "5",
                                           "3",
                                           "15000",
                                           target.url.expose().c_str(),
                                           target.application_name.c_str(),
                                           "UTF8",
                                           options.c_str(),
                                           nullptr};
  return PQconnectStartParams(keywords.data(), values.data(), 1);
}

void ignore_notice(void*, const char*) {}

}  // namespace

void Connection::open() {
  state_ = State::connecting;
  conn_ = start_connecting(target_);
  if (conn_ == nullptr || PQstatus(conn_) == CONNECTION_BAD) {
    lose(conn_ == nullptr ? "out of memory" : PQerrorMessage(conn_));
    return;
  }
  PQsetNoticeProcessor(conn_, ignore_notice, nullptr);
  connect_timer_.expires_after(connect_timeout);
  connect_timer_.async_wait([self = shared_from_this(), generation = generation_](auto error) {
    if (error || generation != self->generation_ || self->state_ != State::connecting) return;
    self->lose("no answer to the connection attempt");
  });
  wait_connect(PGRES_POLLING_WRITING);
}

void Connection::wait_connect(PostgresPollingStatusType wanted) {
  // libpq may have opened another socket (next address, TLS refused), even under the same number.
  socket_.assign(PQsocket(conn_));
  const auto event = wanted == PGRES_POLLING_READING
                         ? boost::asio::posix::stream_descriptor::wait_read
                         : boost::asio::posix::stream_descriptor::wait_write;
  socket_.async_wait(event, [self = shared_from_this(), generation = generation_](auto) {
    if (generation == self->generation_) self->poll_connect();
  });
}

void Connection::poll_connect() {
  socket_.release();
  const PostgresPollingStatusType status = PQconnectPoll(conn_);
  switch (status) {
    case PGRES_POLLING_OK:
      connected();
      return;
    case PGRES_POLLING_READING:
    case PGRES_POLLING_WRITING:
      wait_connect(status);
      return;
    default:
      lose(PQerrorMessage(conn_));
  }
}

void Connection::connected() {
  connect_timer_.cancel();
  if (PQsetnonblocking(conn_, 1) != 0 || PQenterPipelineMode(conn_) != 1) {
    lose(PQerrorMessage(conn_));
    return;
  }
  socket_.assign(PQsocket(conn_));
  state_ = State::ready;
  wait_readable();
  if (const auto owner = owner_.lock()) owner->on_room(*this);
}

}  // namespace prokat::pg::detail
