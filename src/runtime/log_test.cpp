#include "runtime/log.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <thread>
#include <vector>

#include "base/json.hpp"
#include "runtime/log_line.hpp"

namespace prokat::log {
namespace {

using namespace std::chrono_literals;

constexpr auto moment = std::chrono::sys_time<std::chrono::milliseconds>(1'809'162'000'123ms);

std::string line_of(std::initializer_list<Field> fields, Level level = Level::info) {
  return render_line(moment, level, "prokat", "http.request", fields);
}

TEST(LogLine, is_one_json_object_that_elasticsearch_takes) {
  EXPECT_EQ(line_of({{"request_id", "r-1"},
                     {"status", 200},
                     {"seconds", 0.25},
                     {"cached", false},
                     {"bytes", std::uint32_t{7}},
                     {"path", std::string_view("/api/v1/\"x\"\n")}}),
            R"({"@timestamp":"2027-05-01T09:00:00.123000Z","level":"info","event":"http.request",)"
            R"("service":"prokat","request_id":"r-1","status":200,"seconds":0.25,"cached":false,)"
            R"("bytes":7,"path":"/api/v1/\"x\"\n"})"
            "\n");
  EXPECT_NE(line_of({}, Level::error).find(R"("level":"error")"), std::string::npos);
}

TEST(LogLine, people_and_secrets_are_masked_by_the_name_of_the_field) {
  for (const char* name : {"phone", "customer_phone", "email", "name", "token", "bot_token",
                           "authorization", "secret", "secret_key", "password"}) {
    EXPECT_NE(line_of({{name, "+79161234567"}}).find("\":\"***\""), std::string::npos) << name;
    EXPECT_EQ(line_of({{name, "+79161234567"}}).find("7916"), std::string::npos) << name;
  }
  for (const char* name : {"file_name", "worker", "path", "error"}) {
    EXPECT_NE(line_of({{name, "visible"}}).find("visible"), std::string::npos) << name;
  }
}

TEST(LogLine, stays_valid_whatever_a_value_holds) {
  const std::string line =
      line_of({{"error", "\xFF\xFE \x01 \xD0"}, {"body", std::string(10'000, 'x')}});
  EXPECT_TRUE(json::parse<json::Raw>(line)) << line;
  EXPECT_LT(line.size(), 5'000U) << "one provider's error page does not fill the disk";
}

TEST(Log, levels_have_names) {
  EXPECT_EQ(parse_level("warn"), Level::warn);
  EXPECT_EQ(parse_level("debug"), Level::debug);
  EXPECT_FALSE(parse_level("WARN"));
}

// Runs `body` in a child process with its standard output on a pipe and gives what it wrote.
template <class Body>
std::string output_of(Body body) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[0]);
    ::close(ends[1]);
    body();
    std::exit(0);
  }
  ::close(ends[1]);
  std::string text;
  std::array<char, 4096> piece;
  for (ssize_t got = 0; (got = ::read(ends[0], piece.data(), piece.size())) > 0;) {
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
  ::close(ends[0]);
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  return text;
}

TEST(Log, lines_of_several_threads_stay_whole_and_none_is_lost_at_the_end) {
  const std::string text = output_of([] {
    start("several", Level::info);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([t] {
        for (int i = 0; i < 500; ++i) info("test.line", {{"thread", t}, {"i", i}});
      });
    }
    for (auto& thread : threads) thread.join();
    debug("test.hidden");
  });
  std::size_t lines = 0;
  for (std::size_t begin = 0; begin < text.size(); ++lines) {
    const auto end = text.find('\n', begin);
    ASSERT_NE(end, std::string::npos);
    ASSERT_TRUE(json::parse<json::Raw>(std::string_view(text).substr(begin, end - begin)));
    begin = end + 1;
  }
  EXPECT_EQ(lines, 2000U);
  EXPECT_EQ(text.find("test.hidden"), std::string::npos);
}

TEST(Log, a_reader_that_does_not_read_holds_nobody_up) {
  // The pipe takes 64 kB; 20,000 lines are some 2 MB. The child ends although nobody reads before.
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    start("stuck", Level::info);
    const auto before = std::chrono::steady_clock::now();
    for (int i = 0; i < 20'000; ++i) info("test.line", {{"i", i}});
    ::_exit(std::chrono::steady_clock::now() - before < 5s ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace prokat::log
