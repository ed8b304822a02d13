// Requests that wait at the same time go to the database as one statement, on connections of their
// own. For what is asked often, all at once, and costs the server more as a statement than as a
// row. Nothing waits to be joined: a free connection takes at the end of the loop turn its share of
// what waits, and a lone request goes as the single statement, so that an idle system answers as
// fast as without it. Only for statements whose parts do not care in whose company they run.
//   pg::Batcher<NewBooking> batcher(pool, {.single = ..., .group = ..., ...}, {.name = "create"});
//   const auto answer = co_await batcher.run(booking, pg::Repeat::allowed, deadline);
//   answer.row().text("outcome")
// The same errors as Pool::statement(), and each request gets its own: a group that fails is
// nothing done, and its members are sent once more, each alone.
// Lost connection: whether the statement was committed is unknown. With Repeat::allowed it is sent
// once more, alone; otherwise the caller gets Unavailable with outcome_unknown().
// A caller whose deadline passes goes away; the others of its group are not disturbed.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "pg/database.hpp"

namespace prokat::pg {

struct BatcherOptions {
  std::string name;               // in logs and metrics
  std::size_t connections = 8;    // with one statement in flight each
  std::size_t batch_max = 32;     // beyond it only the latency grows
  std::size_t queue_max = 512;    // more that wait are refused: Overloaded
  std::string session_options{};  // of these connections: "-c enable_seqscan=off"
};

enum class Repeat { forbidden, allowed };

template <class Item>
struct BatchStatements {
  Statement single;  // answers one row
  Statement group;   // answers a row for each item, in their order
  std::function<Params(const Item&)> single_parameters;
  std::function<Params(std::span<const Item* const>)> group_parameters;
};

struct BatchAnswer {
  Rows rows;  // of the whole group
  std::size_t index = 0;
  Row row() const { return rows[index]; }
};

namespace detail {

// One item: the single statement's.
using BatchParameters = std::function<Params(std::span<const void* const>)>;

std::shared_ptr<BatcherCore> make_batcher_core(Pool& pool, Statement single, Statement group,
                                               BatchParameters parameters, BatcherOptions options);
void close_batcher(BatcherCore& core);
Task<BatchAnswer> run_in_batch(std::shared_ptr<BatcherCore> core, std::shared_ptr<const void> item,
                               Repeat repeat, Deadline deadline);

}  // namespace detail

// Of one Loop, the pool's; does not outlive it by a call.
template <class Item>
class Batcher {
 public:
  Batcher(Pool& pool, BatchStatements<Item> statements, BatcherOptions options)
      : core_(detail::make_batcher_core(pool, statements.single, statements.group,
                                        erase(std::move(statements)), std::move(options))) {}
  ~Batcher() { detail::close_batcher(*core_); }
  Batcher(const Batcher&) = delete;
  Batcher& operator=(const Batcher&) = delete;

  Task<BatchAnswer> run(std::shared_ptr<const Item> item, Repeat repeat, Deadline deadline) {
    return detail::run_in_batch(core_, std::move(item), repeat, deadline);
  }

 private:
  static detail::BatchParameters erase(BatchStatements<Item> statements) {
    return [statements = std::move(statements)](std::span<const void* const> items) {
      if (items.size() == 1)
        return statements.single_parameters(*static_cast<const Item*>(items.front()));
      std::vector<const Item*> typed;
      typed.reserve(items.size());
      for (const void* item : items) typed.push_back(static_cast<const Item*>(item));
      return statements.group_parameters(typed);
    };
  }

  std::shared_ptr<detail::BatcherCore> core_;
};

}  // namespace prokat::pg
