// Both ends over real sockets: a service behind an internal listener, called through Remote as
// another process would call it.
#include <gtest/gtest.h>

#include "http/server_fixture.hpp"
#include "rpc/expose.hpp"
#include "rpc/remote.hpp"
#include "rpc/token.hpp"

namespace prokat::parcels {

enum class Size { small, large };
BOOST_DESCRIBE_ENUM(Size, small, large)

struct Parcel {
  ObjectId id;
  std::string text;
  Size size = Size::small;
  std::optional<Money> price;
};
BOOST_DESCRIBE_STRUCT(Parcel, (), (id, text, size, price))
struct Fault {
  std::string kind;
};
BOOST_DESCRIBE_STRUCT(Fault, (), (kind))
struct Seen {
  std::string actor;
  std::string channel;
  std::string request_id;
  std::int64_t left_ms = 0;
};
BOOST_DESCRIBE_STRUCT(Seen, (), (actor, channel, request_id, left_ms))

class Service {
 public:
  virtual ~Service() = default;
  virtual Task<Result<Parcel>> echo(const CallContext& context, Parcel request) = 0;
  virtual Task<Result<Parcel>> enlarge(const CallContext& context, Parcel request) = 0;
  virtual Task<Result<void>> forget(const CallContext& context, Parcel request) = 0;
  virtual Task<Result<Parcel>> fail_like(const CallContext& context, Fault request) = 0;
  virtual Task<Result<Seen>> look(const CallContext& context, rpc::Empty request) = 0;
  virtual Task<Result<void>> linger(const CallContext& context, rpc::Empty request) = 0;
};

}  // namespace prokat::parcels

template <>
struct prokat::rpc::Methods<prokat::parcels::Service> {
  using S = prokat::parcels::Service;
  static constexpr std::string_view service = "parcels";
  static constexpr auto list =
      std::tuple{Method{"echo", &S::echo},     Method{"enlarge", &S::enlarge},
                 Method{"forget", &S::forget}, Method{"fail_like", &S::fail_like},
                 Method{"look", &S::look},     Method{"linger", &S::linger}};
};

namespace prokat::parcels {

namespace {

using namespace std::chrono_literals;

class LocalService final : public Service {
 public:
  Task<Result<Parcel>> echo(const CallContext&, Parcel request) override { co_return request; }
  Task<Result<Parcel>> enlarge(const CallContext&, Parcel request) override {
    request.size = Size::large;
    co_return request;
  }
  Task<Result<void>> forget(const CallContext&, Parcel request) override {
    forgotten = request.text;
    co_return Result<void>();
  }
  Task<Result<Parcel>> fail_like(const CallContext&, Fault request) override {
    if (request.kind == "throw") throw std::runtime_error("a defect");
    if (request.kind == "late") throw runtime::DeadlineExceeded("a query");
    if (request.kind == "not-found") co_return fail(ProblemCode::not_found, "no such parcel");
    if (request.kind == "401") co_return fail(ProblemCode::unauthenticated, "unknown key");
    Problem problem{ProblemCode::dates_taken,
                    "taken \"twice\"",
                    {{"/start", "in-the-past", "до сейчас"}, {"?q", "too-long", ""}},
                    R"({"alternatives":[{"object_id":"x","n":7}],"more":null})"};
    co_return std::unexpected(std::move(problem));
  }
  Task<Result<Seen>> look(const CallContext& context, rpc::Empty) override {
    co_return Seen{context.principal.actor(), context.channel, context.request_id,
                   context.deadline.left().count()};
  }
  Task<Result<void>> linger(const CallContext&, rpc::Empty) override {
    co_await runtime::sleep_for(400ms);
    co_return Result<void>();
  }

  std::string forgotten;
};

class RemoteService final : public rpc::Remote<Service> {
 public:
  using Remote::Remote;
  Task<Result<Parcel>> echo(const CallContext& c, Parcel r) override {
    return call<&Service::echo>(c, std::move(r));
  }
  Task<Result<Parcel>> enlarge(const CallContext& c, Parcel r) override {
    return call<&Service::enlarge>(c, std::move(r));
  }
  Task<Result<void>> forget(const CallContext& c, Parcel r) override {
    return call<&Service::forget>(c, std::move(r));
  }
  Task<Result<Parcel>> fail_like(const CallContext& c, Fault r) override {
    return call<&Service::fail_like>(c, std::move(r));
  }
  Task<Result<Seen>> look(const CallContext& c, rpc::Empty r) override {
    return call<&Service::look>(c, r);
  }
  Task<Result<void>> linger(const CallContext& c, rpc::Empty r) override {
    return call<&Service::linger>(c, r);
  }
};

const Secret secret("one secret of the whole installation");

CallContext context_of_customer(std::chrono::milliseconds left = 5s) {
  return {.request_id = "req-7",
          .deadline = Deadline::in(left),
          .principal = {Role::customer, "01932d5e-7a00-7000-8000-000000000001"},
          .channel = "telegram"};
}

std::string url(unsigned short port) { return "http://127.0.0.1:" + std::to_string(port); }

// A port on which nobody listens: taken once and given back.
unsigned short free_port() {
  boost::asio::io_context context;
  boost::asio::ip::tcp::acceptor acceptor(context, {boost::asio::ip::make_address("127.0.0.1"), 0});
  return acceptor.local_endpoint().port();
}

struct Rpc : testing::Test {
  Rpc() { rpc::expose<Service>(router, service, secret); }

  // Runs one call on a loop of the caller's own, as in another process.
  template <class T, class Argument>
  Result<T> call(const std::string& urls,
                 Task<Result<T>> (Service::*method)(const CallContext&, Argument),
                 Argument argument, CallContext context = context_of_customer(),
                 Secret with = secret) {
    runtime::Loop loop("caller");
    egress::Client client(loop.executor());
    RemoteService remote(client, {.urls = urls, .secret = std::move(with), .process = "bot"});
    return loop.run_until_done((remote.*method)(context, std::move(argument)));
  }

  LocalService service;
  http::Router router;
};

http::ServerOptions internal() { return {.name = "internal", .request_time_limit = 2s}; }

}  // namespace

TEST_F(Rpc, values_travel_both_ways) {
  const http::RunningServer server(router, internal());
  const Parcel parcel{ObjectId::make(), "Привет, \"мир\"\n", Size::small,
                      Money{-150000, *Currency::parse("RUB")}};
  const auto echoed = call(url(server.port()), &Service::echo, parcel);
  ASSERT_TRUE(echoed) << echoed.error().detail;
  EXPECT_EQ(echoed->id, parcel.id);
  EXPECT_EQ(echoed->text, parcel.text);
  EXPECT_EQ(echoed->price, parcel.price);
  EXPECT_EQ(call(url(server.port()), &Service::enlarge, parcel)->size, Size::large);
}

TEST_F(Rpc, a_method_may_give_nothing) {
  const http::RunningServer server(router, internal());
  EXPECT_TRUE(call(url(server.port()), &Service::forget, Parcel{.text = "gone"}));
  EXPECT_EQ(service.forgotten, "gone");
}

TEST_F(Rpc, a_problem_comes_out_as_it_went_in) {
  const http::RunningServer server(router, internal());
  const auto failed = call(url(server.port()), &Service::fail_like, Fault{"taken"});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ProblemCode::dates_taken);
  EXPECT_EQ(failed.error().detail, "taken \"twice\"");
  ASSERT_EQ(failed.error().errors.size(), 2U);
  EXPECT_EQ(failed.error().errors[0].pointer, "/start");
  EXPECT_EQ(failed.error().errors[0].code, "in-the-past");
  EXPECT_EQ(failed.error().errors[0].detail, "до сейчас");
  EXPECT_EQ(failed.error().errors[1].pointer, "?q");
  EXPECT_EQ(failed.error().extension, R"({"alternatives":[{"object_id":"x","n":7}],"more":null})");
  EXPECT_EQ(call(url(server.port()), &Service::fail_like, Fault{"not-found"}).error().code,
            ProblemCode::not_found);
  EXPECT_EQ(call(url(server.port()), &Service::fail_like, Fault{"401"}).error().code,
            ProblemCode::unauthenticated)
      << "the service's own 401 is no wrong secret";
}

TEST_F(Rpc, caller_channel_request_id_and_time_left_arrive) {
  const http::RunningServer server(router, internal());
  const auto seen =
      call(url(server.port()), &Service::look, rpc::Empty{}, context_of_customer(700ms));
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->actor, "customer:01932d5e-7a00-7000-8000-000000000001");
  EXPECT_EQ(seen->channel, "telegram");
  EXPECT_EQ(seen->request_id, "req-7");
  EXPECT_LE(seen->left_ms, 700);
  EXPECT_GT(seen->left_ms, 100);
  EXPECT_LE(
      call(url(server.port()), &Service::look, rpc::Empty{}, context_of_customer(60s))->left_ms,
      2000)
      << "the listener's own limit holds too";
}

TEST_F(Rpc, work_of_a_system_worker_keeps_its_name) {
  const http::RunningServer server(router, internal());
  const auto seen = call(url(server.port()), &Service::look, rpc::Empty{},
                         CallContext::system("payments.polling", 5s));
  EXPECT_EQ(seen->actor, "system:payments.polling");
  EXPECT_EQ(seen->channel, "system");
}

TEST_F(Rpc, faults_of_the_other_process_are_thrown) {
  const http::RunningServer server(router, internal());
  EXPECT_THROW(call(url(server.port()), &Service::fail_like, Fault{"throw"}), rpc::RemoteFailure);
  EXPECT_THROW(call(url(server.port()), &Service::fail_like, Fault{"late"}), rpc::Unavailable);
}

TEST_F(Rpc, a_method_that_the_other_side_does_not_know_is_no_not_found) {
  http::Router empty;
  const http::RunningServer server(empty, internal());
  EXPECT_THROW(call(url(server.port()), &Service::echo, Parcel{}), rpc::RemoteFailure);
}

TEST_F(Rpc, wrong_secret_is_refused_and_names_the_cause) {
  const http::RunningServer server(router, internal());
  try {
    call(url(server.port()), &Service::echo, Parcel{}, context_of_customer(), Secret("another"));
    FAIL() << "let in";
  } catch (const rpc::RemoteFailure& failure) {
    EXPECT_NE(std::string(failure.what()).find("secret"), std::string::npos) << failure.what();
  }
}

TEST_F(Rpc, deadline_ends_the_wait) {
  const http::RunningServer server(router, internal());
  const auto before = runtime::SteadyClock::now();
  EXPECT_THROW(call(url(server.port()), &Service::linger, rpc::Empty{}, context_of_customer(100ms)),
               runtime::DeadlineExceeded);
  EXPECT_LT(runtime::SteadyClock::now() - before, 350ms);
  EXPECT_THROW(call(url(server.port()), &Service::echo, Parcel{}, context_of_customer(0ms)),
               runtime::DeadlineExceeded);
}

TEST_F(Rpc, next_address_is_tried_when_nobody_listens_at_the_first) {
  const http::RunningServer server(router, internal());
  const std::string dead = url(free_port());
  EXPECT_EQ(call(dead + ", " + url(server.port()) + "/", &Service::echo, Parcel{.text = "a"})->text,
            "a");
  EXPECT_THROW(call(dead, &Service::echo, Parcel{}), rpc::Unavailable);
}

TEST_F(Rpc, addresses_take_turns) {
  const http::RunningServer first(router, {.name = "first"});
  LocalService other;
  http::Router other_router;
  rpc::expose<Service>(other_router, other, secret);
  const http::RunningServer second(other_router, {.name = "second"});

  runtime::Loop loop("caller");
  egress::Client client(loop.executor());
  RemoteService remote(
      client,
      {.urls = url(first.port()) + "," + url(second.port()), .secret = secret, .process = "bot"});
  for (const std::string text : {"1", "2"}) {
    EXPECT_TRUE(loop.run_until_done(remote.forget(context_of_customer(), {.text = text})));
  }
  EXPECT_EQ(service.forgotten, "1");
  EXPECT_EQ(other.forgotten, "2");
}

TEST_F(Rpc, listener_refuses_whoever_brings_no_token) {
  const http::RunningServer server(router, internal());
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const rpc::TokenContent content{"bot", "parcels", {Role::administrator, "x"}, "api"};
  auto for_another = content;
  for_another.audience = "booking";
  struct Row {
    std::string name;
    std::string header;
    int status;
  };
  const std::vector<Row> rows{
      {"none", "", 401},
      {"other scheme", "Basic eDp5", 401},
      {"no token", "Bearer ", 401},
      {"garbage", "Bearer a.b.c", 401},
      {"for another service", "Bearer " + rpc::make_token(for_another, secret, now), 401},
      {"expired", "Bearer " + rpc::make_token(content, secret, now - 2min), 401},
      {"from the future", "Bearer " + rpc::make_token(content, secret, now + 2min), 401},
      {"wrong secret", "Bearer " + rpc::make_token(content, Secret("guess"), now), 401},
      {"good", "Bearer " + rpc::make_token(content, secret, now), 200},
  };
  for (const Row& row : rows) {
    const std::string header = row.header.empty() ? "" : "Authorization: " + row.header + "\r\n";
    const auto reply = server.ask("POST /internal/parcels/look HTTP/1.1\r\nHost: x\r\n" + header +
                                  "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    EXPECT_EQ(reply.status, row.status) << row.name << ' ' << reply.body;
  }
}

TEST(RpcToken, says_what_was_put_in_for_a_minute) {
  const rpc::TokenContent content{"bot", "booking", {Role::operator_, "op"}, "panel"};
  const std::chrono::sys_seconds issued(1'800'000'000s);
  const std::string token = rpc::make_token(content, secret, issued);
  const auto read = rpc::verify_token(token, "booking", secret, issued + 59s);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->issuer, "bot");
  EXPECT_EQ(read->principal.role, Role::operator_);
  EXPECT_EQ(read->principal.id, "op");
  EXPECT_EQ(read->channel, "panel");
  EXPECT_FALSE(rpc::verify_token(token, "booking", secret,
                                 issued + rpc::token_lifetime + rpc::clock_skew_max));
}

TEST(RpcToken, every_changed_character_is_noticed) {
  const std::chrono::sys_seconds now(1'800'000'000s);
  const std::string token =
      rpc::make_token({"bot", "booking", {Role::customer, "c"}, "api"}, secret, now);
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(rpc::verify_token(changed, "booking", secret, now)) << i;
  }
  EXPECT_FALSE(rpc::verify_token(token.substr(0, token.size() - 1), "booking", secret, now));
  EXPECT_FALSE(rpc::verify_token("", "booking", secret, now));
}

TEST(RpcToken, no_other_algorithm_can_be_asked_for) {
  // {"alg":"none","typ":"JWT"} with a payload and no signature.
  EXPECT_FALSE(rpc::verify_token("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJhdWQiOiJib29raW5nIn0.",
                                 "booking", secret, std::chrono::sys_seconds(0s)));
}

}  // namespace prokat::parcels
