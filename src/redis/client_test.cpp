// The client against a real Redis, and against one that goes away and comes back.
#include "redis/client.hpp"

#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstdlib>

#include "redis/address.hpp"
#include "runtime/async_event.hpp"
#include "runtime/loop.hpp"

namespace prokat::redis {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;

Secret test_url() {
  const char* url = std::getenv("PROKAT_TEST_REDIS_URL");
  if (url == nullptr) throw std::runtime_error("PROKAT_TEST_REDIS_URL is not set");
  return Secret(url);
}

Deadline soon() { return Deadline::in(2s); }

class RedisClient : public ::testing::Test {
 protected:
  template <class T>
  T run(Task<T> task) {
    return loop.run_until_done(std::move(task));
  }
  bool connected_within(Client& client, bool wanted, std::chrono::milliseconds limit) {
    for (const auto deadline = Deadline::in(limit); !deadline.passed();) {
      if (client.connected() == wanted) return true;
      run(runtime::sleep_for(10ms));
    }
    return false;
  }
  runtime::Loop loop{"test"};
};

TEST_F(RedisClient, keeps_what_it_is_given_and_forgets_what_is_erased) {
  Client client(loop.executor(), test_url());
  const std::string value("a\0b\r\nпривет", 17);
  EXPECT_TRUE(run(client.set("prokat:test:key", value, 60s, soon())));
  EXPECT_EQ(run(client.get("prokat:test:key", soon())), value);
  EXPECT_TRUE(run(client.erase("prokat:test:key", soon())));
  EXPECT_EQ(run(client.get("prokat:test:key", soon())), std::nullopt);
  EXPECT_TRUE(client.connected());
}

TEST_F(RedisClient, any_command_of_any_length_gives_what_it_answers) {
  Client client(loop.executor(), test_url());
  const auto ask = [&](std::vector<std::string> arguments) {
    return run(client.command(std::move(arguments), soon()));
  };
  std::vector<std::string> erase{"DEL"};
  for (int i = 0; i < 50; ++i) erase.push_back("prokat:test:" + std::to_string(i));
  ASSERT_TRUE(ask(erase));
  EXPECT_EQ(ask({"INCR", "prokat:test:1"})->number, 1);
  EXPECT_EQ(ask({"MGET", "prokat:test:1", "prokat:test:2"})->items,
            (std::vector<std::optional<std::string>>{"1", std::nullopt}));
  EXPECT_EQ(ask({"GET", "prokat:test:1"})->text, "1");
  EXPECT_FALSE(ask({"NO-SUCH-COMMAND"}));
  EXPECT_TRUE(ask(erase)) << "the connection is as good as before";
}

Task<void> set_and_get(Client& client, int number, int& right, runtime::AsyncEvent& done) {
  const std::string key = "prokat:test:" + std::to_string(number);
  co_await client.set(key, std::to_string(number), 60s, soon());
  const auto value = co_await client.get(key, soon());
  if (value == std::to_string(number)) ++right;
  if (right == 500) done.notify();
}

TEST_F(RedisClient, answers_of_many_callers_go_to_who_asked) {
  Client client(loop.executor(), test_url());
  runtime::AsyncEvent done(loop.executor());
  int right = 0;
  for (int i = 0; i < 500; ++i) {
    runtime::spawn(loop.executor(), "test", set_and_get(client, i, right, done));
  }
  EXPECT_TRUE(run(done.wait(soon())));
  EXPECT_EQ(right, 500);
}

TEST_F(RedisClient, without_an_address_every_command_answers_as_if_redis_were_away) {
  Client client(loop.executor(), Secret());
  EXPECT_EQ(run(client.get("key", soon())), std::nullopt);
  EXPECT_FALSE(run(client.set("key", "value", 60s, soon())));
  EXPECT_FALSE(client.connected());
}

TEST_F(RedisClient, with_nobody_at_the_address_commands_fail_at_once) {
  Client client(loop.executor(), Secret("redis://127.0.0.1:1"));
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 10; ++i) EXPECT_EQ(run(client.get("key", soon())), std::nullopt);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 500ms);
}

TEST_F(RedisClient, messages_reach_every_listener_of_their_channel) {
  Client sender(loop.executor(), test_url());
  Client receiver(loop.executor(), test_url());
  std::string heard;
  receiver.subscribe("prokat:test:a", [&](std::string_view text) { heard += text; });
  run(runtime::sleep_for(100ms));
  receiver.subscribe("prokat:test:b", [&](std::string_view text) { heard += text; });
  receiver.subscribe("prokat:test:b", [&](std::string_view text) { heard += text; });
  run(runtime::sleep_for(100ms));
  EXPECT_TRUE(run(sender.publish("prokat:test:a", "1", soon())));
  EXPECT_TRUE(run(sender.publish("prokat:test:b", "2", soon())));
  EXPECT_TRUE(run(sender.publish("prokat:test:c", "3", soon())));
  run(runtime::sleep_for(100ms));
  EXPECT_EQ(heard, "122");
}

// A Redis of a few lines: answers +PONG to every command until it is told to fall silent.
struct FakeRedis {
  explicit FakeRedis(runtime::Loop& loop, std::uint16_t port = 0)
      : acceptor(loop.executor(), tcp::endpoint(asio::ip::address_v4::loopback(), port)) {
    runtime::spawn(loop.executor(), "fake", accept(*this));
  }
  ~FakeRedis() {
    for (const auto& socket : sockets) socket->close();
    acceptor.close();
  }
  std::uint16_t port() const { return acceptor.local_endpoint().port(); }
  Secret url() const { return Secret("redis://127.0.0.1:" + std::to_string(port())); }

  static Task<void> accept(FakeRedis& fake) {
    const auto executor = fake.acceptor.get_executor();
    while (true) {
      auto socket =
          std::make_shared<tcp::socket>(co_await fake.acceptor.async_accept(asio::use_awaitable));
      fake.sockets.push_back(socket);
      runtime::spawn(executor, "fake", serve(socket, fake.silent));
    }
  }
  static Task<void> serve(std::shared_ptr<tcp::socket> socket, std::shared_ptr<bool> silent) {
    std::array<char, 1000> command;
    boost::system::error_code error;
    while (!error) {
      co_await socket->async_read_some(asio::buffer(command),
                                       asio::redirect_error(asio::use_awaitable, error));
      if (error || *silent) continue;
      co_await asio::async_write(*socket, asio::buffer(std::string_view("+PONG\r\n")),
                                 asio::redirect_error(asio::use_awaitable, error));
    }
  }

  tcp::acceptor acceptor;
  std::vector<std::shared_ptr<tcp::socket>> sockets;
  std::shared_ptr<bool> silent = std::make_shared<bool>(false);
};

TEST_F(RedisClient, reconnects_when_redis_comes_back) {
  auto fake = std::make_unique<FakeRedis>(loop);
  const auto port = fake->port();
  Client client(loop.executor(), fake->url());
  EXPECT_TRUE(run(client.publish("a", "b", soon())));
  fake.reset();
  EXPECT_TRUE(connected_within(client, false, 1s));
  EXPECT_FALSE(run(client.publish("a", "b", soon())));
  fake = std::make_unique<FakeRedis>(loop, port);
  EXPECT_TRUE(connected_within(client, true, 3s));
  EXPECT_TRUE(run(client.publish("a", "b", soon())));
}

TEST_F(RedisClient, a_silent_redis_costs_a_caller_no_more_than_its_deadline) {
  FakeRedis fake(loop);
  Client client(loop.executor(), fake.url());
  EXPECT_TRUE(run(client.publish("a", "b", soon())));
  *fake.silent = true;
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(run(client.get("key", Deadline::in(50ms))), std::nullopt);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 500ms);
  run(runtime::sleep_for(1100ms));
  EXPECT_EQ(run(client.get("key", Deadline::in(50ms))), std::nullopt);
  EXPECT_TRUE(connected_within(client, false, 1s)) << "the silent connection is given up";
}

TEST(RedisAddress, is_read_in_all_its_forms) {
  const auto plain = parse_address("redis://localhost");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->host, "localhost");
  EXPECT_EQ(plain->port, 6379);
  EXPECT_EQ(plain->database, 0);

  const auto full = parse_address("redis://me:p%40ss@[::1]:6380/3");
  ASSERT_TRUE(full);
  EXPECT_EQ(full->host, "::1");
  EXPECT_EQ(full->port, 6380);
  EXPECT_EQ(full->user, "me");
  EXPECT_EQ(full->password.expose(), "p@ss");
  EXPECT_EQ(full->database, 3);

  const auto password_only = parse_address("redis://:secret@10.0.0.1:6379");
  ASSERT_TRUE(password_only);
  EXPECT_EQ(password_only->password.expose(), "secret");
  EXPECT_EQ(password_only->user, "");
}

TEST(RedisAddress, of_another_form_is_refused) {
  for (const char* url : {"", "localhost", "rediss://localhost", "redis://", "redis://:6379",
                          "redis://host:", "redis://host:0", "redis://host:70000", "redis://host/x",
                          "redis://host/-1", "redis://:%4@host", "redis://[::1"}) {
    EXPECT_FALSE(parse_address(url)) << url;
  }
}

}  // namespace
}  // namespace prokat::redis
