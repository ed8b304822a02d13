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

namespace prokat::audit {

using namespace std::chrono_literals;

// Objects in memory; may be told to be away.
class MemoryStorage final : public storage::ObjectStorage {
 public:
  std::map<std::string, std::string> objects;
  bool away = false;

  Task<Result<void>> put(std::string key, std::string content, std::string, Deadline) override {
    if (away) co_return fail(ProblemCode::unavailable, "storage does not answer");
    objects[key] = std::move(content);
    co_return Result<void>();
  }
  Task<Result<storage::StoredObject>> get(std::string key, Deadline) override {
    if (away) co_return fail(ProblemCode::unavailable, "storage does not answer");
    const auto found = objects.find(key);
    if (found == objects.end()) co_return fail(ProblemCode::not_found, "no such object");
    co_return storage::StoredObject{found->second, "application/json"};
  }
  Task<Result<void>> erase(std::string key, Deadline) override {
    objects.erase(key);
    co_return Result<void>();
  }
};

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
  MemoryStorage storage;

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
