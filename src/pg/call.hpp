// One statement, or one wish for a connection of one's own, on its way from the coroutine that
// waits for it to the server and back. Only pg/ sees it. It outlives the waiting coroutine: a
// caller whose deadline passed goes away at once (`abandoned`) while the server still owes the
// answer. Wait is the waiting alone, for what is answered together with others (batcher_core.hpp).
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <exception>
#include <memory>
#include <string_view>

#include "pg/params.hpp"
#include "pg/rows_data.hpp"
#include "runtime/deadline.hpp"
#include "runtime/task.hpp"

namespace prokat::pg::detail {

class Connection;

enum class CallKind {
  prepared,  // a Statement: prepared under its name where the connection does not know it yet
  command,   // BEGIN, COMMIT and the like: text without parameters
  lease,     // a drained connection, handed over in `leased`
};

// The suspended coroutine. By hand: any_completion_handler of Boost 1.81 recurses without end when
// it is moved into a lambda.
class Resumption {
 public:
  virtual ~Resumption() = default;
  virtual void resume() = 0;
};

struct Wait {
  explicit Wait(Deadline d) : deadline(d) {}

  Deadline deadline;
  bool done = false;
  std::exception_ptr failure;
  std::unique_ptr<Resumption> resume;

  // Ends the wait; the coroutine goes on in a later handler, never inside this call.
  void complete(const boost::asio::any_io_executor& executor);
  void fail(const boost::asio::any_io_executor& executor, std::exception_ptr why);
};

using WaitPointer = std::shared_ptr<Wait>;

struct Call : Wait {
  Call(CallKind k, std::string_view n, std::string_view t, Params p, Deadline d)
      : Wait(d), kind(k), name(n), text(t), params(std::move(p)) {}

  CallKind kind;
  std::string_view name;
  std::string_view text;
  Params params;
  bool begins = false;          // BEGIN rides ahead, in the same packet
  bool in_transaction = false;  // its effects are not committed by its own Sync

  // Owned by the connection while it is under way.
  bool prepares = false;      // a Parse was sent ahead of it
  int results_to_skip = 0;    // of BEGIN and Parse
  bool seen_at_head = false;  // by the sweep that found its deadline passed
  int restarts = 0;           // after an error that was not its own

  // The outcome.
  bool abandoned = false;
  ResultHandle result;
  std::shared_ptr<Connection> leased;
};

using CallPointer = std::shared_ptr<Call>;

// Waits until complete() or fail(), then throws the failure if there is one.
Task<void> wait_for(WaitPointer wait);

}  // namespace prokat::pg::detail
