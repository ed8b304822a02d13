// PostgreSQL without blocking: a pool of connections of one Loop. Two leases:
//   statement()    one statement = one implicit transaction; may share a pipelined connection with
//                  others (a Sync per statement)
//   transaction()  a drained connection of its own between BEGIN and COMMIT
// Slow queries (exports, audit reads) go through slow_statement(), a pool of its own with depth 1.
// A call throws Error (the statement failed), DeadlineExceeded (after it was sent, its outcome is
// unknown), Unavailable or Overloaded (errors.hpp). A connection whose statement hit its deadline
// is cancelled and drained or closed. A lost connection is remade with back-off; while the database
// is known to be away, calls fail at once. Statements are prepared on first use of each connection,
// with generic plans: one plan must suit all parameters. Not for migrations and checks at start-up:
// these have time (migrate.hpp, startup_check.hpp).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/secret.hpp"
#include "pg/errors.hpp"
#include "pg/params.hpp"
#include "pg/rows.hpp"
#include "pg/statement.hpp"
#include "runtime/deadline.hpp"
#include "runtime/task.hpp"

namespace prokat::pg {

namespace detail {
class BatcherCore;
}

struct PoolOptions {
  Secret url;  // postgresql://user:password@host:port/database or a libpq keyword string
  std::size_t connections = 16;  // for statements and transactions together; 2 or more where code
                                 // in a transaction also calls statement()
  std::size_t pipeline_depth = 4;
  std::size_t slow_connections = 2;
  std::size_t queue_max = 2000;
  std::string application_name = "prokat";
};

// Movable; destroyed without commit() it rolls back in the background. BEGIN travels with the first
// statement. After an Error only destroying it makes sense: PostgreSQL ignores what follows.
class Transaction {
 public:
  Transaction(Transaction&&) noexcept;
  Transaction& operator=(Transaction&&) noexcept;
  ~Transaction();

  Task<Rows> statement(const Statement& statement, Params params = {});
  Task<void> commit();

 private:
  friend class Pool;
  struct Impl;
  explicit Transaction(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

class Pool {
 public:
  Pool(boost::asio::any_io_executor executor, PoolOptions options);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  Task<Rows> statement(const Statement& statement, Params params, Deadline deadline);
  Task<Rows> slow_statement(const Statement& statement, Params params, Deadline deadline);
  Task<Transaction> transaction(Deadline deadline);  // the deadline covers the whole transaction

  // A connection kept out of the pool that holds pg_try_advisory_lock(key) until the returned
  // object goes or the connection is lost.
  class AdvisoryLock {
   public:
    virtual ~AdvisoryLock() = default;
    virtual bool held() const = 0;
  };
  Task<std::unique_ptr<AdvisoryLock>> try_advisory_lock(
      std::int64_t key, Deadline deadline);  // null when another process holds it

  Task<void> close(Deadline deadline);  // drains: running statements finish, waiting ones fail

  boost::asio::any_io_executor executor() const;

 private:
  friend class Transaction;
  friend class detail::BatcherCore;
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace prokat::pg
