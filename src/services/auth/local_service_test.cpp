#include "services/auth/local_service.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <stdexcept>

#include "runtime/loop.hpp"
#include "services/auth/authenticator.hpp"
#include "services/auth/routes.hpp"

namespace prokat::auth {
namespace {

Secret test_database() {
  const char* url = std::getenv("PROKAT_TEST_DATABASE_URL");
  if (url == nullptr) throw std::runtime_error("PROKAT_TEST_DATABASE_URL is not set");
  return Secret(url);
}

// "pointer code" of the first fault, or the problem's own name.
template <class T>
std::string fault_of(const Result<T>& result) {
  if (result) return "";
  if (result.error().errors.empty()) return std::string(problem_info(result.error().code).name);
  return result.error().errors[0].pointer + " " + result.error().errors[0].code;
}

Task<void> count_down(Task<Result<Customer>> task, std::vector<CustomerId>& ids) {
  auto customer = co_await std::move(task);
  if (!customer) throw std::runtime_error("a customer was refused: " + fault_of(customer));
  ids.push_back(customer->id);
}

Task<void> wait_for(const std::vector<CustomerId>& ids, std::size_t count) {
  const auto deadline = Deadline::in(std::chrono::seconds(10));
  while (ids.size() < count && !deadline.passed()) {
    co_await runtime::sleep_for(std::chrono::milliseconds(2));
  }
}

class Auth : public testing::Test {
 protected:
  void SetUp() override {
    execute("TRUNCATE consents, identities, orders, customers, api_keys, users CASCADE");
    execute("DELETE FROM consent_documents WHERE kind = 'analytics'");
  }

  pg::Rows execute(std::string text, pg::Params params = {}) {
    texts.push_back(std::make_unique<std::string>(std::move(text)));
    names.push_back(std::make_unique<std::string>(
        "test." + std::to_string(std::hash<std::string>{}(*texts.back()))));
    return run(pool.statement({*names.back(), *texts.back()}, std::move(params), soon()));
  }

  static Deadline soon() { return Deadline::in(std::chrono::seconds(10)); }

  template <class T>
  T run(Task<T> task) {
    return loop.run_until_done(std::move(task));
  }

  static ResolveMessenger account(std::string id, std::string channel = "telegram") {
    return {std::move(channel), "bot", std::move(id), "Анна", Language::ru};
  }

  Customer messenger(const std::string& id) {
    return run(service.resolve_messenger(context, account(id))).value();
  }

  Customer contact(std::string phone, std::string name = "Борис") {
    return run(service.resolve_contact(context, {std::move(name), std::move(phone), {}})).value();
  }

  Result<Customer> verify(CustomerId id, std::string phone) {
    return run(service.verify_phone(context, {id, std::move(phone), "telegram"}));
  }

  std::int64_t count(const char* table) {
    return execute("SELECT count(*) AS n FROM " + std::string(table)).only().get<std::int64_t>("n");
  }

  int version_of(CustomerId id) {
    return execute("SELECT version FROM customers WHERE id = $1", pg::Params().add(id))
        .only()
        .get<int>("version");
  }

  void add_order(CustomerId id) {
    const auto entity = LegalEntityId::make();
    execute(
        "INSERT INTO orders (id, customer_id, legal_entity_id, currency, total_minor, channel, "
        "created_at) VALUES ($1, $2, $3, 'RUB', 0, 'api', '2027-01-01Z')",
        pg::Params().add(OrderId::make()).add(id).add(entity));
  }

  UserId add_key(const std::string& token, const char* role) {
    const auto id = UserId::make();
    execute("INSERT INTO users (id, role, created_at) VALUES ($1, $2, '2027-01-01Z')",
            pg::Params().add(id).add(role));
    execute(
        "INSERT INTO api_keys (id, user_id, name, key_hash, created_at) "
        "VALUES ($1, $2, 'test', $3, '2027-01-01Z')",
        pg::Params().add(UserId::make()).add(id).add_bytes(sha256_of(token)));
    return id;
  }

  std::vector<std::unique_ptr<std::string>> texts;
  std::vector<std::unique_ptr<std::string>> names;
  runtime::Clock clock;
  runtime::Loop loop{"test"};
  pg::Pool pool{loop.executor(), {.url = test_database(), .connections = 8}};
  LocalService service{pool, clock};
  CallContext context{.request_id = "test", .deadline = soon()};
};

TEST_F(Auth, a_messenger_account_is_one_customer_however_often_it_comes) {
  const auto first = messenger("100");
  EXPECT_EQ(first.name, "Анна");
  EXPECT_EQ(first.language, Language::ru);
  EXPECT_EQ(first.phone, std::nullopt);
  EXPECT_EQ(messenger("100").id, first.id);
  EXPECT_NE(messenger("101").id, first.id);
  EXPECT_EQ(count("customers"), 2);
}

TEST_F(Auth, twenty_simultaneous_first_messages_make_one_customer) {
  std::vector<CustomerId> ids;
  for (int i = 0; i < 20; ++i) {
    runtime::spawn(loop.executor(), "test",
                   count_down(service.resolve_messenger(context, account("200")), ids));
  }
  run(wait_for(ids, 20));
  ASSERT_EQ(ids.size(), 20U);
  EXPECT_THAT(ids, testing::Each(ids[0]));
  EXPECT_EQ(count("customers"), 1);
  EXPECT_EQ(count("identities"), 1);
}

TEST_F(Auth, accounts_are_per_bot_only_where_ids_are) {
  ResolveMessenger other_bot = account("300");
  other_bot.bot_id = "second";
  EXPECT_EQ(run(service.resolve_messenger(context, other_bot))->id, messenger("300").id);
  auto max = account("300", "max");
  const auto in_first = run(service.resolve_messenger(context, max))->id;
  max.bot_id = "second";
  EXPECT_NE(run(service.resolve_messenger(context, max))->id, in_first);
}

TEST_F(Auth, faulty_accounts_are_refused) {
  EXPECT_EQ(fault_of(run(service.resolve_messenger(context, account("1", "pigeon")))),
            "/channel unknown-value");
  EXPECT_EQ(fault_of(run(service.resolve_messenger(context, account("")))), "/account bad-account");
}

TEST_F(Auth, a_dictated_phone_makes_a_new_customer_until_it_is_verified) {
  const auto first = contact("8 (916) 123-45-67");
  EXPECT_EQ(first.phone, "+79161234567");
  EXPECT_FALSE(first.phone_verified);
  const auto second = contact("+79161234567");
  EXPECT_NE(second.id, first.id) << "an unverified phone joins nobody";
  ASSERT_TRUE(verify(second.id, "79161234567"));
  const auto third = contact("9161234567", "Кто-то ещё");
  EXPECT_EQ(third.id, second.id);
  EXPECT_EQ(third.name, "Борис");
  EXPECT_TRUE(third.phone_verified);
}

TEST_F(Auth, a_new_contact_is_kept_with_what_was_said) {
  const auto made = run(
      service.resolve_contact(context, {"  Анна  Петрова ", "+49 151 12345678", "Anna@Mail.RU"}));
  ASSERT_TRUE(made);
  const auto found = run(service.customer(context, {made->id}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, "Анна Петрова");
  EXPECT_EQ(found->phone, "+4915112345678");
  EXPECT_EQ(found->email, "anna@mail.ru");
  EXPECT_EQ(made->name, found->name);
  EXPECT_EQ(made->email, found->email);
}

TEST_F(Auth, faulty_contacts_are_named_and_leave_nothing_behind) {
  const std::pair<ResolveContact, const char*> table[] = {
      {{" ", "+79161234567", {}}, "/customer/name required"},
      {{"Анна", "12", {}}, "/customer/phone bad-phone"},
      {{"Анна", "+79161234567", "anna"}, "/customer/email bad-email"},
      {{"", "", "x"}, "/customer/name required"},
  };
  for (const auto& [request, fault] : table) {
    const auto refused = run(service.resolve_contact(context, request));
    EXPECT_EQ(fault_of(refused), fault);
    EXPECT_EQ(refused.error().detail.find("Анна"), std::string::npos);
  }
  EXPECT_EQ(count("customers"), 0);
}

TEST_F(Auth, a_verified_phone_replaces_the_same_one_unverified) {
  const auto made = contact("+79160000001");
  const auto verified = verify(made.id, "+79160000001");
  ASSERT_TRUE(verified);
  EXPECT_TRUE(verified->phone_verified);
  EXPECT_EQ(count("identities"), 1);
  EXPECT_EQ(version_of(made.id), 2);
  ASSERT_TRUE(verify(made.id, "+79160000001"));
  EXPECT_EQ(version_of(made.id), 2) << "verifying it again changes nothing";
}

TEST_F(Auth, an_account_without_orders_joins_the_owner_of_its_phone) {
  const auto owner = contact("+79160000002");
  ASSERT_TRUE(verify(owner.id, "+79160000002"));
  const auto present = messenger("400");
  const auto counts = verify(present.id, "+79160000002");
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->id, owner.id);
  EXPECT_EQ(messenger("400").id, owner.id) << "the messenger account has moved";
  EXPECT_EQ(run(service.customer(context, {present.id}))->id, owner.id)
      << "the old id still leads to the customer";
  EXPECT_EQ(version_of(owner.id), 3);
  EXPECT_EQ(version_of(present.id), 2);
}

TEST_F(Auth, an_account_with_orders_stays_and_the_phone_is_only_noted) {
  const auto owner = contact("+79160000003");
  ASSERT_TRUE(verify(owner.id, "+79160000003"));
  const auto present = messenger("500");
  add_order(present.id);
  const auto counts = verify(present.id, "+79160000003");
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->id, present.id);
  EXPECT_EQ(counts->phone, "+79160000003");
  EXPECT_FALSE(counts->phone_verified);
  ASSERT_TRUE(verify(present.id, "+79160000003"));
  EXPECT_EQ(version_of(present.id), 2) << "noted once";
}

TEST_F(Auth, merges_of_merges_lead_to_the_last_in_one_step) {
  const auto last = contact("+79160000004");
  ASSERT_TRUE(verify(last.id, "+79160000004"));
  const auto middle = contact("+79160000005");
  ASSERT_TRUE(verify(middle.id, "+79160000005"));
  const auto first = messenger("600");
  ASSERT_EQ(verify(first.id, "+79160000005")->id, middle.id);
  ASSERT_EQ(verify(first.id, "+79160000004")->id, last.id);
  EXPECT_EQ(run(service.customer(context, {first.id}))->id, last.id);
  EXPECT_EQ(contact("+79160000005").id, last.id);
}

TEST_F(Auth, a_block_comes_along_with_a_merge) {
  const auto owner = contact("+79160000006");
  ASSERT_TRUE(verify(owner.id, "+79160000006"));
  const auto present = messenger("700");
  execute("UPDATE customers SET blocked_at = '2027-01-01Z', blocked_reason = 'долг' WHERE id = $1",
          pg::Params().add(present.id));
  EXPECT_TRUE(verify(present.id, "+79160000006")->blocked);
}

TEST_F(Auth, simultaneous_verifications_of_one_phone_end_with_one_owner) {
  std::vector<CustomerId> ids;
  for (int i = 0; i < 6; ++i) {
    const auto present = messenger("80" + std::to_string(i));
    runtime::spawn(
        loop.executor(), "test",
        count_down(service.verify_phone(context, {present.id, "+79160000007", "telegram"}), ids));
  }
  run(wait_for(ids, 6));
  ASSERT_EQ(ids.size(), 6U);
  EXPECT_THAT(ids, testing::Each(ids[0]));
  EXPECT_EQ(contact("+79160000007").id, ids[0]);
}

TEST_F(Auth, language_is_kept_and_raises_the_version_once) {
  const auto anna = messenger("900");
  const auto changed = run(service.set_language(context, {anna.id, Language::en}));
  EXPECT_EQ(changed->language, Language::en);
  EXPECT_EQ(messenger("900").language, Language::en);
  run(service.set_language(context, {anna.id, Language::en})).value();
  EXPECT_EQ(version_of(anna.id), 2);
  EXPECT_EQ(fault_of(run(service.set_language(context, {CustomerId::make(), Language::en}))),
            "not-found");
}

TEST_F(Auth, unknown_customers_are_not_found) {
  const auto nobody = CustomerId::make();
  EXPECT_EQ(fault_of(run(service.customer(context, {nobody}))), "not-found");
  EXPECT_EQ(fault_of(verify(nobody, "+79160000008")), "not-found");
  EXPECT_EQ(fault_of(verify(nobody, "123")), "/phone bad-phone");
  EXPECT_EQ(fault_of(run(service.grant_consent(context, {nobody, "analytics", 1, "api", ""}))),
            "not-found");
}

TEST_F(Auth, a_consent_is_entered_once_with_the_hash_of_its_text) {
  for (const int version : {1, 2}) {
    execute(
        "INSERT INTO consent_documents (kind, version, text_ru, text_en, sha256, published_at) "
        "VALUES ('analytics', $1, 'Текст', 'Text', '\\xabcd', '2026-01-01Z')",
        pg::Params().add(version));
  }
  execute(
      "INSERT INTO consent_documents (kind, version, text_ru, text_en, sha256, published_at) "
      "VALUES ('analytics', 3, 'Позже', 'Later', '\\xabcd', '2199-01-01Z')");
  const auto document = run(service.consent_document(context, {"analytics"}));
  ASSERT_TRUE(document);
  EXPECT_EQ(document->version, 2) << "the third is not published yet";
  EXPECT_EQ(document->text, (LocalizedText{"Текст", "Text"}));

  const auto anna = messenger("1000");
  const auto grant = [&](int version) {
    return run(service.grant_consent(context, {anna.id, "analytics", version, "telegram", "5:7"}));
  };
  ASSERT_TRUE(grant(1));
  const auto granted = grant(2);
  ASSERT_TRUE(granted);
  ASSERT_EQ(granted->consents.size(), 1U) << "the newest of each kind";
  EXPECT_EQ(granted->consents[0].version, 2);
  ASSERT_TRUE(grant(2));
  EXPECT_EQ(count("consents"), 2);
  EXPECT_EQ(version_of(anna.id), 3);
  EXPECT_EQ(
      execute("SELECT DISTINCT encode(text_sha256, 'hex') AS sha FROM consents").only().text("sha"),
      "abcd");
  EXPECT_EQ(fault_of(grant(9)), "/version unknown-value");
  EXPECT_EQ(fault_of(run(service.consent_document(context, {"unknown"}))), "not-found");
}

TEST_F(Auth, consents_move_with_a_merge) {
  execute(
      "INSERT INTO consent_documents (kind, version, text_ru, text_en, sha256, published_at) "
      "VALUES ('analytics', 1, 'Текст', 'Text', '\\xabcd', '2026-01-01Z')");
  const auto owner = contact("+79160000009");
  ASSERT_TRUE(verify(owner.id, "+79160000009"));
  const auto present = messenger("1100");
  run(service.grant_consent(context, {present.id, "analytics", 1, "telegram", ""})).value();
  EXPECT_EQ(verify(present.id, "+79160000009")->consents.size(), 1U);
}

TEST_F(Auth, api_keys_are_for_staff_and_good_until_revoked) {
  const std::string token = "a-token-that-is-long-enough";
  const auto id = add_key(token, "operator");
  add_key("a-key-of-somebody-else", "user");
  const auto ask = [&](std::string text) {
    return run(service.authenticate(context, {std::move(text)}));
  };
  const auto known = ask(token);
  ASSERT_TRUE(known);
  EXPECT_EQ(known->role, "operator");
  EXPECT_EQ(known->id, id.to_string());
  for (const std::string& wrong : {std::string(), std::string("short"), token + "x",
                                   std::string("a-key-of-somebody-else"), std::string(600, 'x')}) {
    EXPECT_EQ(fault_of(ask(wrong)), "unauthenticated");
  }
  execute("UPDATE api_keys SET revoked_at = '2027-01-01Z' WHERE user_id = $1",
          pg::Params().add(id));
  EXPECT_EQ(fault_of(ask(token)), "unauthenticated");
}

TEST_F(Auth, the_demo_has_one_administrator_and_one_good_key) {
  const std::string first = "first-demo-admin-token";
  const std::string second = "second-demo-admin-token";
  const auto role = [&](const std::string& token) {
    const auto known = run(service.authenticate(context, {token}));
    return known ? known->role : "";
  };
  run(ensure_demo_administrator(service, Secret(first)));
  run(ensure_demo_administrator(service, Secret(first)));
  EXPECT_EQ(role(first), "administrator");
  EXPECT_EQ(count("users"), 1);
  EXPECT_EQ(count("api_keys"), 1);
  run(ensure_demo_administrator(service, Secret(second)));
  EXPECT_EQ(role(first), "");
  EXPECT_EQ(role(second), "administrator");
  run(ensure_demo_administrator(service, Secret(first)));
  EXPECT_EQ(role(first), "administrator");
  EXPECT_EQ(role(second), "");
}

class AuthOverHttp : public Auth {
 protected:
  Result<Principal> who(std::optional<std::string> header) {
    http::Request request{.context = context};
    if (header) request.headers.emplace_back("authorization", *header);
    return run(authenticator(request));
  }

  http::Authenticator authenticator = make_authenticator(service);
};

TEST_F(AuthOverHttp, no_header_is_anonymous_and_a_wrong_one_is_refused) {
  EXPECT_EQ(who(std::nullopt)->role, Role::anonymous);
  for (const char* header : {"", "Bearer", "Bearer ", "Basic YTpi", "Bearer unknown-long-token-x",
                             "a-token-that-is-long-enough"}) {
    EXPECT_EQ(fault_of(who(header)), "unauthenticated") << header;
  }
}

TEST_F(AuthOverHttp, a_good_key_is_its_user_also_shortly_after_it_was_asked_for) {
  const std::string token = "a-token-that-is-long-enough";
  const auto id = add_key(token, "administrator");
  EXPECT_EQ(who("Bearer " + token)->role, Role::administrator);
  EXPECT_EQ(who("bearer " + token)->id, id.to_string());
  execute("UPDATE api_keys SET revoked_at = '2027-01-01Z'");
  EXPECT_TRUE(who("Bearer " + token)) << "kept for a minute";
}

TEST_F(AuthOverHttp, me_tells_who_is_asking) {
  http::Router router;
  add_routes(router, service);
  const auto match = router.match(http::Method::get, "/api/v1/me");
  ASSERT_NE(match.route, nullptr);
  EXPECT_EQ(match.route->access, Role::customer);
  const auto me = [&](Principal principal) {
    http::Request request{.context = context};
    request.context.principal = std::move(principal);
    return run(match.route->handler(request));
  };
  EXPECT_EQ(me({Role::administrator, "u1"})->body, R"({"role":"administrator","id":"u1"})");
  const auto anna = messenger("1200");
  EXPECT_THAT(me({Role::customer, anna.id.to_string()})->body,
              testing::AllOf(testing::StartsWith("{\"role\":\"customer\",\"id\":\""),
                             testing::HasSubstr("\"name\":\"Анна\"")));
  EXPECT_EQ(fault_of(me({Role::customer, CustomerId::make().to_string()})), "not-found");
}

TEST(TokenCache, forgets_after_its_time_and_never_outgrows_its_bound) {
  using namespace std::chrono_literals;
  TokenCache cache(60s, 3);
  const auto start = TokenCache::Clock::now();
  cache.keep(sha256_of("a"), {"operator", "1"}, start);
  EXPECT_EQ(cache.find(sha256_of("a"), start + 59s)->id, "1");
  EXPECT_FALSE(cache.find(sha256_of("a"), start + 60s));
  EXPECT_FALSE(cache.find(sha256_of("b"), start));
  cache.keep(sha256_of("b"), {"operator", "2"}, start + 30s);
  cache.keep(sha256_of("c"), {"operator", "3"}, start + 30s);
  cache.keep(sha256_of("d"), {"operator", "4"}, start + 61s);
  EXPECT_EQ(cache.size(), 3U) << "what had expired made room";
  EXPECT_TRUE(cache.find(sha256_of("b"), start + 61s));
  cache.keep(sha256_of("e"), {"operator", "5"}, start + 62s);
  EXPECT_EQ(cache.size(), 1U);
}

}  // namespace
}  // namespace prokat::auth
