// PostgreSQL without blocking: a pool of connections of one Loop. Two leases (architecture §6):
//   statement()    one statement = one implicit transaction; may share a pipelined connection with others (a Sync per statement)
//   transaction()  a drained connection of its own between BEGIN and COMMIT
// Slow queries (exports, audit reads) go through slow_statement(), a pool of its own with depth 1.
// A connection whose query hit its deadline is cancelled and drained or closed. A lost connection is remade with back-off. When more than
// `queue_max` wait, a call fails at once with Overloaded. Statements are prepared on first use of each connection, with generic plans.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "base/secret.hpp"
#include "pg/params.hpp"
#include "pg/rows.hpp"
#include "pg/statement.hpp"
#include "runtime/deadline.hpp"
#include "runtime/task.hpp"

namespace prokat::pg {

// The statement failed on a live connection.
class Error : public std::runtime_error {
 public:
  Error(std::string sqlstate, std::string constraint, const std::string& message)
      : std::runtime_error(message), sqlstate_(std::move(sqlstate)), constraint_(std::move(constraint)) {}
  const std::string& sqlstate() const { return sqlstate_; }
  const std::string& constraint() const { return constraint_; }

 private:
  std::string sqlstate_;
  std::string constraint_;
};

// No connection could be had, or it was lost while the statement was under way. `outcome_unknown`: it may have committed.
class Unavailable : public std::runtime_error {
 public:
  Unavailable(const std::string& message, bool outcome_unknown) : std::runtime_error(message), outcome_unknown_(outcome_unknown) {}
  bool outcome_unknown() const { return outcome_unknown_; }

 private:
  bool outcome_unknown_;
};

// The queue for a connection is full. Becomes 503 with Retry-After.
class Overloaded : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct PoolOptions {
  Secret url;                    // postgresql://user:password@host:port/database or a libpq keyword string
  std::size_t connections = 16;  // for statements and transactions together
  std::size_t pipeline_depth = 4;
  std::size_t slow_connections = 2;
  std::size_t queue_max = 512;
  std::string application_name = "prokat";
};

class Pool;

// Movable; destroyed without commit() it rolls back (the connection is drained in the background).
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

  // A connection kept out of the pool that holds pg_try_advisory_lock(key) until the returned object goes or the connection is lost.
  class AdvisoryLock {
   public:
    virtual ~AdvisoryLock() = default;
    virtual bool held() const = 0;
  };
  Task<std::unique_ptr<AdvisoryLock>> try_advisory_lock(std::int64_t key, Deadline deadline);  // null when another process holds it

  Task<void> close(Deadline deadline);  // drains: running statements finish, waiting ones fail

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace prokat::pg
