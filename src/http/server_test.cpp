// The server over a real socket: what goes in is raw bytes, right and wrong.
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "http/server_fixture.hpp"

namespace prokat::http {

namespace {

using namespace std::chrono_literals;

Task<Result<Reply>> echo(Request& request) {
  Reply reply;
  reply.content_type = "text/plain";
  reply.body = request.body;
  co_return reply;
}
Task<Result<Reply>> slow() {
  co_await runtime::sleep_for(200ms);
  co_return Reply{.body = "\"slow\""};
}
Task<Result<Reply>> deadline_of(Request& request) {
  throw runtime::DeadlineExceeded("query of " + request.path);
  co_return Reply();
}
Task<Result<Reply>> broken() {
  throw std::runtime_error("password=hunter2 in a message of a library");
  co_return Reply();
}
struct DatabaseAway {};
Task<Result<Reply>> database_away() {
  throw DatabaseAway();
  co_return Reply();
}
Task<Result<Reply>> who(Request& request) {
  co_return Reply{.body = '"' + request.context.principal.actor() + '"'};
}

std::optional<Problem> translate(std::exception_ptr thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const DatabaseAway&) {
    return Problem{ProblemCode::unavailable, "the database is away", {}, {}};
  } catch (...) {
    return std::nullopt;
  }
}

Task<Result<Principal>> by_token(const Request& request) {
  const auto header = request.header("authorization");
  if (!header) co_return Principal{};
  if (*header == "Bearer customer") co_return Principal{Role::customer, "c1"};
  if (*header == "Bearer operator")
    co_return Principal{Role::operator_, format_uuid(make_uuid_v7())};
  co_return fail(ProblemCode::unauthenticated);
}

void add(Router& router, Method method, std::string pattern, Handler handler,
         Role access = Role::anonymous) {
  router.add({method, std::move(pattern), access, std::move(handler)});
}

struct HttpServer : testing::Test {
  HttpServer() {
    add(router, Method::get, "/hello", [](Request& r) { return echo(r); });
    add(router, Method::post, "/echo", [](Request& r) { return echo(r); });
    add(router, Method::get, "/echo", [](Request& r) { return echo(r); });
    add(router, Method::get, "/slow", [](Request&) { return slow(); });
    add(router, Method::get, "/late", [](Request& r) { return deadline_of(r); });
    add(router, Method::get, "/broken", [](Request&) { return broken(); });
    add(router, Method::get, "/away", [](Request&) { return database_away(); });
    add(router, Method::get, "/me", [](Request& r) { return who(r); }, Role::customer);
    add(router, Method::get, "/panel", [](Request& r) { return who(r); }, Role::operator_);
    router.add({.method = Method::post,
                .pattern = "/photo",
                .access = Role::anonymous,
                .handler = [](Request& r) { return echo(r); },
                .body_max = 1024 * 1024,
                .body_type = ""});
    router.add({.method = Method::post,
                .pattern = "/upload",
                .access = Role::anonymous,
                .handler = [](Request& r) { return echo(r); },
                .body_type = "image/jpeg, image/png",
                .time_limit = 20s});
  }
  ServerOptions options() const {
    return {.request_time_limit = 400ms,
            .idle_time_limit = 1500ms,
            .header_max = 4096,
            .translate_error = translate};
  }
  Router router;
};

std::string post(std::string_view body, std::string_view more = "") {
  return "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" +
         std::string(more) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}
std::string get(std::string_view target, std::string_view more = "") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n" + std::string(more) + "\r\n";
}

struct Row {
  std::string name;
  std::string bytes;
  int status;
  std::string code;
};

const std::string json_type = "Content-Type: application/json\r\n";

std::string many_headers() {
  std::string lines;
  for (int i = 0; i < 400; ++i) lines += "X-" + std::to_string(i) + ": some value\r\n";
  return lines;
}

std::vector<Row> malformed() {
  return {
      {"no HTTP at all", "hello\r\n\r\n", 400, "bad-request"},
      {"a TLS hello", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03\r\n\r\n", 15), 400,
       "bad-request"},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "bad-request"},
      {"version 9.9", "GET / HTTP/9.9\r\nHost: x\r\n\r\n", 400, "bad-request"},
      {"space in a header's name", "GET /hello HTTP/1.1\r\nHost : x\r\n\r\n", 400, "bad-request"},
      {"no Host", "GET /hello HTTP/1.1\r\n\r\n", 400, "bad-request"},
      {"two Hosts", "GET /hello HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400, "bad-request"},
      {"target without slash", "GET hello HTTP/1.1\r\nHost: x\r\n\r\n", 400, "bad-request"},
      {"path that is not UTF-8", get("/%FF"), 400, "bad-request"},
      {"query that is not UTF-8", get("/hello?q=%C0%AF"), 400, "bad-request"},
      {"NUL", get("/hello%00"), 400, "bad-request"},
      {"broken escape", get("/hello%2"), 400, "bad-request"},
      {"Content-Length that is no number",
       "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: two\r\n\r\n", 400, "bad-request"},
      {"negative Content-Length", "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
       400, "bad-request"},
      {"two different Content-Lengths",
       "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400,
       "bad-request"},
      {"Content-Length and chunked",
       "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: "
       "chunked\r\n\r\n{}",
       400, "bad-request"},
      {"Transfer-Encoding: gzip",
       "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 400, "bad-request"},
      {"bad chunk",
       "POST /echo HTTP/1.1\r\nHost: x\r\n" + json_type +
           "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
       400, "bad-request"},
  };
}

std::vector<Row> too_large() {
  return {
      {"long target", get("/hello?q=" + std::string(3000, 'a') + std::string(3000, 'b')), 414,
       "uri-too-long"},
      {"one huge header", get("/hello", "X-Big: " + std::string(9000, 'x') + "\r\n"), 431,
       "headers-too-large"},
      {"many headers", get("/hello", many_headers()), 431, "headers-too-large"},
      {"Content-Length over the limit, no body sent",
       "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n", 413, "payload-too-large"},
      {"chunks over the limit",
       "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n20000\r\n" +
           std::string(0x20000, 'x') + "\r\n0\r\n\r\n",
       413, "payload-too-large"},
  };
}

std::vector<Row> not_for_this_route() {
  return {
      {"unknown path", get("/nothing"), 404, "not-found"},
      {"path with dots", get("/../../etc/passwd"), 404, "not-found"},
      {"encoded path with dots", get("/%2e%2e/%2e%2e/etc/passwd"), 404, "not-found"},
      {"trailing slash", get("/hello/"), 404, "not-found"},
      {"unknown path with a body that is too large",
       "POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n", 404, "not-found"},
      {"wrong method", "DELETE /hello HTTP/1.1\r\nHost: x\r\n\r\n", 405, "method-not-allowed"},
      {"OPTIONS", "OPTIONS /hello HTTP/1.1\r\nHost: x\r\n\r\n", 405, "method-not-allowed"},
      {"method of our own making", "BREW /hello HTTP/1.1\r\nHost: x\r\n\r\n", 405,
       "method-not-allowed"},
      {"form instead of JSON",
       "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
       "Content-Length: 3\r\n\r\na=b",
       415, "unsupported-media-type"},
      {"no content type", "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}", 415,
       "unsupported-media-type"},
      {"compressed body", post("{}", "Content-Encoding: gzip\r\n"), 415, "unsupported-media-type"},
  };
}

void expect_problems(const RunningServer& server, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const RawReply reply = server.ask(row.bytes);
    EXPECT_EQ(reply.status, row.status) << row.name;
    EXPECT_TRUE(reply.has_code(row.code)) << row.name << ": " << reply.body;
    EXPECT_EQ(reply.header("Content-Type"), "application/problem+json") << row.name;
    EXPECT_EQ(reply.header("X-Content-Type-Options"), "nosniff") << row.name;
    EXPECT_NE(reply.body.find("\"request_id\":\"" + reply.header("X-Request-Id") + "\""),
              std::string::npos)
        << row.name;
  }
  EXPECT_EQ(server.ask(get("/hello")).status, 200) << "the server is well after all that";
}

}  // namespace

TEST_F(HttpServer, malformed_requests_are_refused) {
  expect_problems(RunningServer(router, options()), malformed());
}

TEST_F(HttpServer, requests_that_are_too_large_are_refused) {
  expect_problems(RunningServer(router, options()), too_large());
}

TEST_F(HttpServer, requests_that_fit_no_route_are_refused) {
  expect_problems(RunningServer(router, options()), not_for_this_route());
}

TEST_F(HttpServer, right_requests_of_unusual_form_are_served) {
  const RunningServer server(router, options());
  EXPECT_EQ(server.ask("\r\n" + get("/hello")).status, 200);
  EXPECT_EQ(server.ask("GET http://x/hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
  EXPECT_EQ(server.ask("GET /hello HTTP/1.0\r\n\r\n").status, 200);
  EXPECT_EQ(server
                .ask("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: Application/JSON ; "
                     "charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4;ext=1\r\n"
                     "\":1}\r\n0\r\nContent-Type: text/evil\r\n\r\n")
                .body,
            "{\"a\":1}");
  EXPECT_EQ(server.ask("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n").status, 200);
  const std::string photo(300'000, '\xFF');
  EXPECT_EQ(server
                .ask("POST /photo HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\n"
                     "Content-Length: 300000\r\n\r\n" +
                     photo)
                .body,
            photo);
}

TEST_F(HttpServer, a_connection_carries_many_requests_also_sent_at_once) {
  const RunningServer server(router, options());
  RawClient client(server.port());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.ask(post("{}")).body, "{}");
  client.send(post("1") + get("/nothing") + post("22"));
  EXPECT_EQ(client.read().body, "1");
  EXPECT_EQ(client.read().status, 404);
  EXPECT_EQ(client.read().body, "22");
}

TEST_F(HttpServer, connection_close_is_honoured_and_announced) {
  const RunningServer server(router, options());
  RawClient client(server.port());
  EXPECT_EQ(client.ask(get("/hello", "Connection: close\r\n")).header("Connection"), "close");
  EXPECT_TRUE(client.is_closed());
}

TEST_F(HttpServer, head_has_the_length_and_no_body) {
  add(router, Method::get, "/text",
      [](Request&) -> Task<Result<Reply>> { co_return Reply{.body = "\"12345678\""}; });
  const RunningServer server(router, options());
  RawClient client(server.port());
  client.send("HEAD /text HTTP/1.1\r\nHost: x\r\n\r\n" + get("/text"));
  const RawReply head = client.read(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("Content-Length"), "10");
  EXPECT_EQ(client.read().body, "\"12345678\"");
}

TEST_F(HttpServer, wrong_method_names_the_right_ones) {
  const RunningServer server(router, options());
  EXPECT_EQ(server.ask("PUT /echo HTTP/1.1\r\nHost: x\r\n\r\n").header("Allow"), "GET, HEAD, POST");
}

TEST_F(HttpServer, body_is_asked_for_only_when_it_will_be_read) {
  const RunningServer server(router, options());
  const auto head = [](int size) {
    return "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: "
           "100-continue\r\nContent-Length: " +
           std::to_string(size) + "\r\n\r\n";
  };
  RawClient client(server.port());
  EXPECT_EQ(client.ask(head(2)).status, 100);
  EXPECT_EQ(client.ask("{}").body, "{}");
  EXPECT_EQ(server.ask(head(99'000'000)).status, 413);
}

TEST_F(HttpServer, the_answer_to_a_large_refused_body_arrives) {
  const RunningServer server(router, options());
  const RawReply reply = server.ask(post(std::string(700'000, 'x')));
  EXPECT_EQ(reply.status, 413);
  EXPECT_EQ(reply.header("Connection"), "close");
}

TEST_F(HttpServer, a_request_that_drips_is_ended_at_the_time_limit) {
  const RunningServer server(router, options());
  for (const std::string& start : {std::string("GET /hel"), get("/hello").substr(0, 30),
                                   post("{\"a\":1}", "Expect: nothing\r\n").substr(0, 105)}) {
    RawClient client(server.port());
    const auto before = runtime::SteadyClock::now();
    client.send(start);
    const RawReply reply = client.read();
    const auto took = runtime::SteadyClock::now() - before;
    EXPECT_EQ(reply.status, 408) << start;
    EXPECT_TRUE(reply.has_code("request-timeout"));
    EXPECT_GE(took, 300ms);
    EXPECT_LT(took, 2000ms);
  }
}

TEST_F(HttpServer, an_upload_may_take_longer_than_other_requests) {
  const RunningServer server(router, options());
  RawClient client(server.port());
  client.send(
      "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
      "Content-Length: 2\r\n\r\na");
  std::this_thread::sleep_for(800ms);
  EXPECT_EQ(client.ask("b").status, 200);
}

TEST_F(HttpServer, a_route_may_read_several_types) {
  const RunningServer server(router, options());
  const auto status_of = [&](const std::string& type) {
    return server
        .ask("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: " + type +
             "\r\nContent-Length: 1\r\n\r\na")
        .status;
  };
  EXPECT_EQ(status_of("image/jpeg"), 200);
  EXPECT_EQ(status_of("Image/PNG; q=1"), 200);
  EXPECT_EQ(status_of("image/gif"), 415);
  EXPECT_EQ(status_of("image/jpeg, image/png"), 415);
}

TEST_F(HttpServer, a_silent_connection_is_closed_without_an_answer) {
  auto short_idle = options();
  short_idle.idle_time_limit = 100ms;
  const RunningServer server(router, short_idle);
  RawClient fresh(server.port());
  RawClient used(server.port());
  EXPECT_EQ(used.ask(get("/hello")).status, 200);
  EXPECT_TRUE(fresh.is_closed());
  EXPECT_TRUE(used.is_closed());
}

TEST_F(HttpServer, a_client_that_hangs_up_half_way_harms_nobody) {
  const RunningServer server(router, options());
  for (int i = 0; i < 20; ++i) RawClient(server.port()).send(post("{\"a\":1}").substr(0, 60));
  RawClient(server.port()).send(get("/slow"));
  EXPECT_EQ(server.ask(get("/hello")).status, 200);
}

TEST_F(HttpServer, request_id_is_taken_over_when_it_is_harmless) {
  const RunningServer server(router, options());
  const auto id_for = [&](const std::string& offered) {
    return server.ask(get("/nothing", "X-Request-Id: " + offered + "\r\n")).header("X-Request-Id");
  };
  EXPECT_EQ(id_for("Order-7_a.b"), "Order-7_a.b");
  for (const std::string& bad : {std::string("with space"), std::string("<b>"), std::string("я"),
                                 std::string(65, 'a'), std::string()}) {
    EXPECT_EQ(id_for(bad).size(), 36U) << bad;
  }
  EXPECT_NE(id_for(""), id_for(""));
}

TEST_F(HttpServer, exceptions_become_problems_that_tell_nothing) {
  const RunningServer server(router, options());
  const RawReply broken = server.ask(get("/broken"));
  EXPECT_EQ(broken.status, 500);
  EXPECT_TRUE(broken.has_code("internal"));
  EXPECT_EQ(broken.body.find("hunter2"), std::string::npos);
  for (const std::string_view path : {"/late", "/away"}) {
    const RawReply away = server.ask(get(path));
    EXPECT_EQ(away.status, 503) << path;
    EXPECT_TRUE(away.has_code("unavailable"));
    EXPECT_EQ(away.header("Retry-After"), "1");
  }
}

TEST_F(HttpServer, access_follows_the_route) {
  struct Row {
    std::string path;
    std::string token;
    int status;
  };
  const std::vector<Row> rows{
      {"/hello", "", 200},         {"/hello", "customer", 200},
      {"/hello", "stolen", 401},   {"/me", "", 401},
      {"/me", "customer", 200},    {"/me", "operator", 200},
      {"/panel", "", 401},         {"/panel", "customer", 403},
      {"/panel", "operator", 200}, {"/nothing", "stolen", 404},
  };
  const RunningServer server(router, options(), [](const Request& r) { return by_token(r); });
  for (const Row& row : rows) {
    const std::string header =
        row.token.empty() ? "" : "Authorization: Bearer " + row.token + "\r\n";
    const RawReply reply = server.ask(get(row.path, header));
    EXPECT_EQ(reply.status, row.status) << row.path << ' ' << row.token;
    if (row.status == 401) EXPECT_EQ(reply.header("WWW-Authenticate"), "Bearer");
  }
}

TEST_F(HttpServer, authentication_comes_before_the_body_is_judged) {
  add(router, Method::post, "/secret", [](Request& r) { return echo(r); }, Role::operator_);
  const RunningServer server(router, options(), [](const Request& r) { return by_token(r); });
  EXPECT_EQ(server.ask("POST /secret HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx").status,
            401);
}

TEST_F(HttpServer, drain_finishes_what_is_under_way_and_nothing_more) {
  RunningServer server(router, options());
  RawClient busy(server.port());
  RawClient idle(server.port());
  EXPECT_EQ(idle.ask(get("/hello")).status, 200);
  busy.send(get("/slow"));
  std::this_thread::sleep_for(50ms);
  auto drained = boost::asio::co_spawn(
      server.loop().executor(), server.server().drain(Deadline::in(5s)), boost::asio::use_future);
  const RawReply reply = busy.read();
  EXPECT_EQ(reply.body, "\"slow\"");
  EXPECT_EQ(reply.header("Connection"), "close");
  EXPECT_TRUE(idle.is_closed());
  EXPECT_EQ(drained.wait_for(3s), std::future_status::ready);
  EXPECT_THROW(RawClient(server.port()), boost::system::system_error);
}

TEST_F(HttpServer, drain_ends_at_its_deadline) {
  RunningServer server(router, options());
  RawClient busy(server.port());
  busy.send(get("/slow"));
  std::this_thread::sleep_for(50ms);
  const auto before = runtime::SteadyClock::now();
  boost::asio::co_spawn(server.loop().executor(), server.server().drain(Deadline::in(30ms)),
                        boost::asio::use_future)
      .get();
  EXPECT_LT(runtime::SteadyClock::now() - before, 150ms);
}

TEST_F(HttpServer, one_connection_too_many_is_told_so) {
  auto few = options();
  few.connections_max = 2;
  const RunningServer server(router, few);
  RawClient first(server.port());
  RawClient second(server.port());
  EXPECT_EQ(first.ask(get("/hello")).status, 200);
  EXPECT_EQ(second.ask(get("/hello")).status, 200);
  RawClient third(server.port());
  const RawReply reply = third.read();
  EXPECT_EQ(reply.status, 503);
  EXPECT_TRUE(reply.has_code("unavailable"));
  EXPECT_EQ(first.ask(get("/hello")).status, 200);
}

TEST_F(HttpServer, two_threads_of_one_process_share_a_port_and_a_stranger_is_refused) {
  const RunningServer first(router, options());
  auto same_port = options();
  same_port.listen = "127.0.0.1:" + std::to_string(first.port());
  EXPECT_NO_THROW(RunningServer(router, same_port));

  boost::asio::io_context context;
  boost::asio::ip::tcp::acceptor stranger(context, {boost::asio::ip::make_address("127.0.0.1"), 0},
                                          true);
  same_port.listen = "127.0.0.1:" + std::to_string(stranger.local_endpoint().port());
  try {
    RunningServer server(router, same_port);
    FAIL() << "listens on a taken port";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()).find(same_port.listen + " is taken"), 0U) << error.what();
  }
}

TEST_F(HttpServer, an_address_that_is_none_is_refused_with_an_example) {
  for (const std::string listen :
       {"8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "host:1"}) {
    auto wrong = options();
    wrong.listen = listen;
    EXPECT_THROW(RunningServer(router, wrong), std::runtime_error) << listen;
  }
}

}  // namespace prokat::http
