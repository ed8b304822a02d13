#include "egress/client.hpp"

#include <gtest/gtest.h>

#include "egress/testing/loopback_server.hpp"
#include "egress/transfer.hpp"
#include "runtime/loop.hpp"
#include "runtime/metrics.hpp"

namespace prokat::egress {
namespace {

using std::chrono::milliseconds;
using testing::LoopbackServer;
using testing::ScriptedReply;
using testing::SeenRequest;

struct Outcome {
  std::optional<Answer> answer;
  std::string failure;
  bool may_have_arrived = false;
};

class Egress : public ::testing::Test {
 protected:
  Outcome send(Request request, milliseconds time_limit = milliseconds(5000)) {
    if (request.service.empty()) request.service = "test";
    return loop_.run_until_done(try_to_send(client_, std::move(request), time_limit));
  }

  static Task<Outcome> try_to_send(Client& client, Request request, milliseconds time_limit) {
    Outcome outcome;
    try {
      outcome.answer = co_await client.send(std::move(request), Deadline::in(time_limit));
    } catch (const Failure& failure) {
      outcome.failure = failure.what();
      outcome.may_have_arrived = failure.may_have_arrived();
    }
    co_return outcome;
  }

  runtime::Loop loop_{"test"};
  Client client_{loop_.executor()};
};

Request post(const std::string& url, std::string body) {
  Request request;
  request.method = "POST";
  request.url = url;
  request.body = std::move(body);
  return request;
}

Request get(const std::string& url) {
  Request request;
  request.url = url;
  return request;
}

std::uint16_t port_nobody_listens_on() {
  boost::asio::io_context io;
  using boost::asio::ip::tcp;
  const tcp::acceptor acceptor(io, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
  return acceptor.local_endpoint().port();
}

TEST_F(Egress, answers_carry_status_headers_and_body) {
  const LoopbackServer server([](const SeenRequest&) {
    return ScriptedReply{.status = 404, .body = "nothing", .headers = "X-Trace: Seven \r\n"};
  });
  const Outcome outcome = send(get(server.url() + "/there?x=1"));
  ASSERT_TRUE(outcome.answer) << outcome.failure;
  EXPECT_EQ(outcome.answer->status, 404);
  EXPECT_EQ(outcome.answer->body, "nothing");
  EXPECT_EQ(outcome.answer->header("x-trace"), "Seven");
  EXPECT_EQ(outcome.answer->header("x-other"), std::nullopt);
  EXPECT_EQ(server.seen().at(0).target, "/there?x=1");
}

TEST_F(Egress, bodies_headers_and_credentials_are_sent_as_given) {
  const LoopbackServer server([](const SeenRequest&) { return ScriptedReply{}; });
  Request request = post(server.url(), R"({"a":1})");
  request.headers = {{"Content-Type", "application/json"}, {"Idempotence-Key", "k-1"}};
  request.basic_auth = {"shop", Secret("key")};
  ASSERT_TRUE(send(std::move(request)).answer);
  const SeenRequest seen = server.seen().at(0);
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.body, R"({"a":1})");
  EXPECT_NE(seen.head.find("Idempotence-Key: k-1\r\n"), std::string::npos);
  EXPECT_NE(seen.head.find("Authorization: Basic c2hvcDprZXk=\r\n"), std::string::npos);
  EXPECT_EQ(seen.head.find("Expect:"), std::string::npos);
}

TEST_F(Egress, methods_reach_the_server_with_and_without_a_body) {
  const LoopbackServer server([](const SeenRequest&) { return ScriptedReply{}; });
  for (const std::string method : {"GET", "DELETE", "PUT", "PATCH", "POST"}) {
    Request request = get(server.url());
    request.method = method;
    if (method != "GET") request.body = method == "DELETE" ? "" : "b";
    ASSERT_TRUE(send(std::move(request)).answer) << method;
    EXPECT_EQ(server.seen().back().method, method);
  }
}

TEST_F(Egress, forms_carry_fields_and_files) {
  const LoopbackServer server([](const SeenRequest&) { return ScriptedReply{}; });
  Request request = post(server.url(), "");
  request.form = {{"chat_id", "7", "", ""}, {"photo", "\xFF\xD8\0bytes", "p.jpg", "image/jpeg"}};
  ASSERT_TRUE(send(std::move(request)).answer);
  const SeenRequest seen = server.seen().at(0);
  EXPECT_NE(seen.head.find("Content-Type: multipart/form-data; boundary="), std::string::npos);
  EXPECT_NE(seen.body.find("name=\"chat_id\"\r\n\r\n7\r\n"), std::string::npos);
  EXPECT_NE(seen.body.find("name=\"photo\"; filename=\"p.jpg\"\r\nContent-Type: image/jpeg\r\n"),
            std::string::npos);
}

TEST_F(Egress, connections_are_kept_and_used_again) {
  const LoopbackServer server([](const SeenRequest&) { return ScriptedReply{.body = "ok"}; });
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(send(get(server.url())).answer);
  EXPECT_EQ(server.seen().size(), 5u);
  EXPECT_EQ(server.seen().back().connection, 1);
}

TEST_F(Egress, redirects_are_answers_and_not_followed) {
  const LoopbackServer server([](const SeenRequest&) {
    return ScriptedReply{.status = 302, .headers = "Location: /elsewhere\r\n"};
  });
  const Outcome outcome = send(get(server.url()));
  ASSERT_TRUE(outcome.answer);
  EXPECT_EQ(outcome.answer->status, 302);
  EXPECT_EQ(server.seen().size(), 1u);
}

TEST_F(Egress, refused_connection_certainly_did_not_arrive) {
  const Outcome outcome =
      send(post(fmt::format("http://127.0.0.1:{}/", port_nobody_listens_on()), "body"));
  EXPECT_FALSE(outcome.answer);
  EXPECT_FALSE(outcome.may_have_arrived);
}

TEST_F(Egress, unknown_host_and_wrong_urls_certainly_did_not_arrive) {
  for (const char* url :
       {"http://no-such-host.invalid/", "ftp://127.0.0.1/", "", "http://:bad:/"}) {
    const Outcome outcome = send(post(url, "body"));
    EXPECT_FALSE(outcome.answer) << url;
    EXPECT_FALSE(outcome.may_have_arrived) << url;
  }
}

TEST_F(Egress, refused_proxy_certainly_did_not_arrive) {
  const LoopbackServer server([](const SeenRequest&) { return ScriptedReply{}; });
  Request request = post(server.url(), "body");
  request.proxy_url = fmt::format("http://127.0.0.1:{}", port_nobody_listens_on());
  const Outcome outcome = send(std::move(request));
  EXPECT_FALSE(outcome.answer);
  EXPECT_FALSE(outcome.may_have_arrived);
  EXPECT_TRUE(server.seen().empty());
}

TEST_F(Egress, requests_go_through_the_proxy) {
  const LoopbackServer proxy([](const SeenRequest&) { return ScriptedReply{.body = "proxied"}; });
  Request request = get("http://bot.example/x");
  request.proxy_url = proxy.url();
  const Outcome outcome = send(std::move(request));
  ASSERT_TRUE(outcome.answer) << outcome.failure;
  EXPECT_EQ(outcome.answer->body, "proxied");
  EXPECT_EQ(proxy.seen().at(0).target, "http://bot.example/x");
}

TEST_F(Egress, slow_answer_ends_at_the_deadline_and_may_have_arrived) {
  const LoopbackServer server(
      [](const SeenRequest&) { return ScriptedReply{.delay = milliseconds(3000)}; });
  const auto started = std::chrono::steady_clock::now();
  const Outcome outcome = send(post(server.url(), "body"), milliseconds(150));
  EXPECT_FALSE(outcome.answer);
  EXPECT_TRUE(outcome.may_have_arrived);
  EXPECT_LT(std::chrono::steady_clock::now() - started, milliseconds(1500));
}

TEST_F(Egress, server_that_never_accepts_certainly_did_not_get_the_request) {
  // 192.0.2.0/24 is for documentation (RFC 5737): no route answers, or the sandbox refuses at once.
  Request request = post("http://192.0.2.1/", "body");
  request.connect_time_limit = milliseconds(100);
  const Outcome outcome = send(std::move(request), milliseconds(2000));
  EXPECT_FALSE(outcome.answer);
  EXPECT_FALSE(outcome.may_have_arrived);
}

TEST_F(Egress, hang_up_after_the_request_may_have_arrived_and_is_not_repeated) {
  const LoopbackServer server([](const SeenRequest& request) {
    return ScriptedReply{.cut_after = request.body == "first" ? std::string::npos : 0};
  });
  ASSERT_TRUE(send(post(server.url(), "first")).answer);
  // Over the kept connection: what libcurl would repeat by itself on a new one.
  const Outcome outcome = send(post(server.url(), "second"));
  EXPECT_FALSE(outcome.answer);
  EXPECT_TRUE(outcome.may_have_arrived);
  EXPECT_EQ(server.seen().size(), 2u);
}

TEST_F(Egress, form_that_met_a_hang_up_is_not_repeated_either) {
  const LoopbackServer server([](const SeenRequest& request) {
    return ScriptedReply{.cut_after = request.body == "first" ? std::string::npos : 0};
  });
  ASSERT_TRUE(send(post(server.url(), "first")).answer);
  Request request = post(server.url(), "");
  request.form = {{"text", "hello", "", ""}};
  const Outcome outcome = send(std::move(request));
  EXPECT_FALSE(outcome.answer);
  EXPECT_TRUE(outcome.may_have_arrived);
  EXPECT_EQ(server.seen().size(), 2u);
}

TEST_F(Egress, answer_cut_short_may_have_arrived) {
  const LoopbackServer server([](const SeenRequest&) {
    return ScriptedReply{.body = std::string(1000, 'x'), .cut_after = 500};
  });
  const Outcome outcome = send(post(server.url(), "body"));
  EXPECT_FALSE(outcome.answer);
  EXPECT_TRUE(outcome.may_have_arrived);
}

TEST_F(Egress, answer_over_the_bound_fails_and_one_at_the_bound_does_not) {
  const LoopbackServer server(
      [](const SeenRequest&) { return ScriptedReply{.body = std::string(100'000, 'x')}; });
  Request request = get(server.url());
  request.answer_max = 100'000;
  EXPECT_TRUE(send(request).answer);
  request.answer_max = 99'999;
  const Outcome outcome = send(request);
  EXPECT_FALSE(outcome.answer);
  EXPECT_NE(outcome.failure.find("exceeds 99999 bytes"), std::string::npos) << outcome.failure;
}

Task<void> end_soon(std::shared_ptr<Abort> abort) {
  co_await runtime::sleep_for(milliseconds(50));
  abort->now();
}

TEST_F(Egress, long_poll_ends_when_its_caller_says_so) {
  const LoopbackServer server(
      [](const SeenRequest&) { return ScriptedReply{.delay = milliseconds(5000)}; });
  Request request = get(server.url());
  request.abort = std::make_shared<Abort>();
  runtime::spawn(loop_.executor(), "end_soon", end_soon(request.abort));
  const auto started = std::chrono::steady_clock::now();
  const Outcome outcome = send(request, milliseconds(4000));
  EXPECT_FALSE(outcome.answer);
  EXPECT_LT(std::chrono::steady_clock::now() - started, milliseconds(2000));
  request.abort->now();  // nothing under way: nothing happens
}

Task<int> count_answers(Client& client, std::string url, int calls) {
  int answered = 0;
  for (int i = 0; i < calls; ++i) {
    const Answer answer = co_await client.send(get(url), Deadline::in(milliseconds(5000)));
    answered += answer.body == "ok" ? 1 : 0;
  }
  co_return answered;
}

Task<void> add_answers(Client& client, std::string url, int& total, int& running) {
  const int answered = co_await count_answers(client, std::move(url), 20);
  total += answered;
  --running;
}

Task<void> until_zero(int& running) {
  while (running > 0) co_await runtime::sleep_for(milliseconds(5));
}

TEST_F(Egress, many_calls_run_at_once) {
  const LoopbackServer server(
      [](const SeenRequest&) { return ScriptedReply{.body = "ok", .delay = milliseconds(5)}; });
  int total = 0;
  int running = 16;
  for (int i = 0; i < 16; ++i) {
    runtime::spawn(loop_.executor(), "calls", add_answers(client_, server.url(), total, running));
  }
  loop_.run_until_done(until_zero(running));
  EXPECT_EQ(total, 16 * 20);
}

TEST_F(Egress, calls_under_way_fail_when_the_client_goes) {
  const LoopbackServer server(
      [](const SeenRequest&) { return ScriptedReply{.delay = milliseconds(5000)}; });
  auto client = std::make_unique<Client>(loop_.executor());
  int total = 0;
  int running = 1;
  runtime::spawn(loop_.executor(), "call", add_answers(*client, server.url(), total, running));
  loop_.run_until_done(runtime::sleep_for(milliseconds(50)));
  client.reset();
  loop_.run_until_done(runtime::sleep_for(milliseconds(20)));
  EXPECT_EQ(total, 0);
}

TEST_F(Egress, failures_and_logs_do_not_name_queries_and_credentials) {
  EXPECT_EQ(url_without_secrets("https://user:pass@host.example:8443/a/b?token=t#f"),
            "https://host.example:8443/a/b");
  EXPECT_EQ(url_without_secrets("not a url"), "(not a URL)");
  Request request = get(
      fmt::format("http://127.0.0.1:{}/bot123:SECRET/getMe?x=SECRET", port_nobody_listens_on()));
  request.url_for_log = "http://127.0.0.1/bot…/getMe";
  const Outcome outcome = send(std::move(request));
  EXPECT_EQ(outcome.failure.find("SECRET"), std::string::npos) << outcome.failure;
}

TEST_F(Egress, calls_are_counted_by_service_and_outcome) {
  const LoopbackServer server([](const SeenRequest&) { return ScriptedReply{.status = 503}; });
  Request request = get(server.url());
  request.service = "counted";
  ASSERT_TRUE(send(std::move(request)).answer);
  const std::string metrics = metrics::render();
  EXPECT_NE(metrics.find("outcome=\"5xx\",peer=\"counted\"} 1"), std::string::npos) << metrics;
}

}  // namespace
}  // namespace prokat::egress
