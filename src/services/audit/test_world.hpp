// Audited tables of the tests' own and the audit over them. For tests of this service only; every
// test starts from an empty audit.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "events/schedule.hpp"
#include "pg/testing/database.hpp"
#include "runtime/async_event.hpp"
#include "runtime/loop.hpp"
#include "services/audit/anchors.hpp"
#include "services/audit/description.hpp"
#include "services/audit/sealer.hpp"
#include "services/audit/verification.hpp"
#include "storage/testing/memory_storage.hpp"

namespace prokat::audit {

using namespace std::chrono_literals;

class World : public ::testing::Test {
 public:  // coroutines of the tests work on it too
  void SetUp() override;

  pg::Rows execute(std::string text, pg::Params params = {});
  // A Statement whose text lives as long as the world.
  pg::Statement statement(std::string text);
  template <class T>
  T run(Task<T> task) {
    return loop.run_until_done(std::move(task));
  }
  static Deadline soon() { return Deadline::in(60s); }

  // `count` things are made, then each renamed: two audit rows a thing.
  void change_things(int count);
  // Until nothing is left to seal, `rows_max` a batch.
  void seal_all(int rows_max = 1000);
  Verification verified(VerifyOptions options = {});
  std::vector<Fault> faults();
  std::int64_t count(const std::string& table);
  // The audit id of the n-th sealed row.
  std::int64_t audit_id(std::int64_t seal_no);
  Anchor anchor();

  runtime::Loop loop{"test"};
  pg::Pool pool{loop.executor(),
                {.url = pg::testing::database_url(), .connections = 8, .slow_connections = 1}};
  storage::testing::MemoryStorage storage;

 private:
  std::vector<std::unique_ptr<std::string>> texts_;  // Statements only look at their text
};

// Starts tasks side by side and waits for all of them.
class Crowd {
 public:
  explicit Crowd(runtime::Loop& loop) : executor_(loop.executor()), done_(executor_) {}
  void add(Task<void> task);
  Task<void> wait(Deadline deadline);

 private:
  static Task<void> run(Crowd& crowd, Task<void> task);

  boost::asio::any_io_executor executor_;
  runtime::AsyncEvent done_;
  int left_ = 0;
};

}  // namespace prokat::audit
