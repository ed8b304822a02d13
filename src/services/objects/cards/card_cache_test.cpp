// The cache of popular cards against a real Redis: it may be empty, wrong or away, and nobody sees
// more of that than a read from the database.
#include "services/objects/cards/card_cache.hpp"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "services/objects/inventory/test_inventory.hpp"

namespace prokat::objects {
namespace {

using namespace std::chrono_literals;

Secret test_redis() {
  const char* url = std::getenv("PROKAT_TEST_REDIS_URL");
  if (url == nullptr) throw std::runtime_error("PROKAT_TEST_REDIS_URL is not set");
  return Secret(url);
}

CardCacheOptions options_of(const std::string& prefix) {
  CardCacheOptions options;
  options.command_time = 1s;  // tests are slowed down by sanitizers, not by Redis
  options.breaker_time = 50ms;
  options.popular_refresh = 10ms;
  options.prefix = prefix;
  return options;
}

// One process as far as the cache is concerned: its own connection, cache and service.
struct Process {
  Process(runtime::Loop& loop, pg::Pool& pool, const runtime::Clock& clock, Secret url,
          CardCacheOptions options)
      : redis(loop.executor(), std::move(url)),
        cards(loop.executor(), redis, std::move(options)),
        service(pool, clock, &cards),
        inventory(pool, clock, [this](Deadline deadline) { return cards.clear(deadline); }) {
    inventory::add_routes(router, inventory);
  }
  redis::Client redis;
  CardCache cards;
  LocalService service;
  inventory::Inventory inventory;
  http::Router router;
};

class Cards : public Catalogue {
 protected:
  std::string name_of(Process& process, ObjectId id) {
    const auto found = run(process.service.find(context(), {.id = id}));
    return found ? found->name.ru : "not-found";
  }
  // As somebody would who does not know that there is a cache.
  void rename_behind(ObjectId id, const char* name) {
    execute("UPDATE objects SET name_ru = $2 WHERE id = $1", pg::Params().add(id).add(name));
  }
  void rename(Process& process, ObjectId id, const std::string& name) {
    const std::string path = "/api/v1/objects/" + id.to_string();
    const auto match = process.router.match(http::Method::patch, path);
    http::Request request{.path = path,
                          .path_params = match.path_params,
                          .headers = {{"if-match", "*"}},
                          .body = R"({"name":{"ru":")" + name + "\"}}",
                          .context = context(Role::operator_)};
    const auto reply = run(match.route->handler(request));
    ASSERT_TRUE(reply) << fault_of(reply);
  }

  const std::string prefix = "test:" + format_uuid(make_uuid_v7());
  Process first{loop, pool, clock, test_redis(), options_of(prefix)};
  Process second{loop, pool, clock, test_redis(), options_of(prefix)};
};

TEST_F(Cards, a_card_is_read_once_and_then_comes_from_the_cache_of_all_processes) {
  const auto id = add({});
  EXPECT_EQ(name_of(first, id), "Lada Granta");
  rename_behind(id, "Changed");
  EXPECT_EQ(name_of(first, id), "Lada Granta") << "a hit";
  EXPECT_EQ(name_of(second, id), "Lada Granta") << "also elsewhere";
  EXPECT_THAT(metrics::render(), ::testing::HasSubstr("prokat_object_cards_total{result=\"hit\"}"));
}

TEST_F(Cards, whole_objects_and_rate_cards_come_back_as_they_were) {
  const auto id = add({.buffer_before = 10, .buffer_after = 20});
  const auto read = run(first.service.find(context(), {.id = id}));
  const auto kept = run(second.service.find(context(), {.id = id}));
  EXPECT_EQ(json::write(*kept), json::write(*read));
  const auto card = run(second.service.rate_card(context(), {.object_id = id}));
  const auto fresh = run(second.service.rate_card(context(), {.object_id = id, .fresh = true}));
  EXPECT_EQ(*card, *fresh);
}

TEST_F(Cards, a_change_is_seen_by_the_next_request_of_every_process) {
  const auto id = add({});
  for (int i = 0; i < 20; ++i) {
    const std::string name = "Name " + std::to_string(i);
    Process& changer = i % 2 == 0 ? first : second;
    rename(changer, id, name);
    EXPECT_EQ(name_of(first, id), name);
    EXPECT_EQ(name_of(second, id), name);
  }
}

TEST_F(Cards, what_was_read_before_a_commit_is_worth_nothing_after_it) {
  const auto id = add({});
  const auto early = run(first.cards.find(id));
  ASSERT_TRUE(early.ticket);
  Store store(pool);
  auto old = run(store.find_all({id}, context().deadline)).at(0);
  rename(second, id, "New");
  run(first.cards.put(std::move(old), *early.ticket));
  EXPECT_EQ(name_of(first, id), "New");
}

TEST_F(Cards, a_doubt_from_elsewhere_clears_before_the_next_card) {
  const auto id = add({});
  name_of(first, id);
  rename_behind(id, "Changed");
  first.cards.doubt();
  EXPECT_EQ(name_of(first, id), "Changed");
  EXPECT_EQ(name_of(second, id), "Changed");
}

TEST_F(Cards, a_rate_card_that_was_refused_is_read_afresh) {
  const auto id = add({});
  const auto kept = run(first.service.rate_card(context(), {.object_id = id}));
  execute("UPDATE objects SET deposit_minor = 7 WHERE id = $1", pg::Params().add(id));
  EXPECT_EQ(run(first.service.rate_card(context(), {.object_id = id}))->rate_version,
            kept->rate_version);
  const auto fresh = run(first.service.rate_card(context(), {.object_id = id, .fresh = true}));
  EXPECT_EQ(fresh->deposit_minor, 7);
  EXPECT_GT(fresh->rate_version, kept->rate_version);
}

TEST_F(Cards, garbage_under_a_key_is_a_miss_and_is_written_over) {
  const auto id = add({});
  const std::string key = prefix + ":{cards}:" + id.to_string();
  const auto other = add({.name = "Other"});
  name_of(first, other);
  const auto foreign =
      run(first.redis.get(prefix + ":{cards}:" + other.to_string(), context().deadline));
  for (const std::string& garbage :
       {std::string("rubbish"), std::string("0\n{\"object\":"), std::string("0\n{}"),
        std::string("0\n"), std::string("\xff\xfe\0", 3), foreign.value()}) {
    ASSERT_TRUE(run(first.redis.set(key, garbage, 60s, context().deadline)));
    EXPECT_EQ(name_of(first, id), "Lada Granta");
  }
  rename_behind(id, "Changed");
  EXPECT_EQ(name_of(first, id), "Lada Granta") << "a good card is kept again";
}

TEST_F(Cards, only_the_most_viewed_are_kept_when_there_are_more) {
  auto options = options_of(prefix);
  options.popular_max = 2;
  Process small(loop, pool, clock, test_redis(), options);
  const auto often = add({.name = "Often"});
  const auto also = add({.name = "Also"});
  const auto rarely = add({.name = "Rarely"});
  for (int round = 0; round < 100; ++round) {
    for (int i = 0; i < 3; ++i) {
      name_of(small, often);
      name_of(small, also);
    }
    if (round == 0) name_of(small, rarely);
    run(runtime::sleep_for(20ms));
    // The third is no longer let in once two are known to be ahead of it.
    run(small.cards.clear(context().deadline));
    if (!run(small.cards.find(rarely)).ticket) break;
  }
  EXPECT_FALSE(run(small.cards.find(rarely)).ticket);
  EXPECT_TRUE(run(small.cards.find(often)).ticket);
}

TEST_F(Cards, without_redis_everything_comes_from_the_database) {
  Process none(loop, pool, clock, Secret(), options_of(prefix));
  const auto id = add({});
  EXPECT_EQ(name_of(none, id), "Lada Granta");
  rename(none, id, "Changed");
  EXPECT_EQ(name_of(none, id), "Changed");
}

// A Redis of this test's own, to be killed.
class OwnRedis {
 public:
  OwnRedis() : folder_(std::filesystem::temp_directory_path() / format_uuid(make_uuid_v7())) {
    std::filesystem::create_directory(folder_);
  }
  ~OwnRedis() {
    kill();
    std::filesystem::remove_all(folder_);
  }
  OwnRedis(const OwnRedis&) = delete;
  OwnRedis& operator=(const OwnRedis&) = delete;

  void start() {
    const std::string socket_port = std::to_string(port_);
    const std::string folder = folder_.string();
    pid_ = fork();
    if (pid_ == 0) {
      execlp("redis-server", "redis-server", "--port", socket_port.c_str(), "--bind", "127.0.0.1",
             "--dir", folder.c_str(), "--save", "", "--logfile", "redis.log", nullptr);
      _exit(127);
    }
  }
  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  Secret url() const { return Secret("redis://127.0.0.1:" + std::to_string(port_)); }

 private:
  std::filesystem::path folder_;
  int port_ = 20'000 + static_cast<int>(::getpid() % 10'000);
  pid_t pid_ = -1;
};

TEST_F(Cards, redis_killed_and_back_loses_nothing_and_shows_nothing_old) {
  OwnRedis server;
  server.start();
  Process process(loop, pool, clock, server.url(), options_of(prefix));
  const auto until = [&](bool wanted) {
    for (const auto limit = Deadline::in(10s); !limit.passed();) {
      if (process.redis.connected() == wanted) return true;
      run(runtime::sleep_for(20ms));
    }
    return false;
  };
  ASSERT_TRUE(until(true));
  const auto id = add({});
  name_of(process, id);
  rename_behind(id, "Hidden");
  ASSERT_EQ(name_of(process, id), "Lada Granta") << "it is kept";
  server.kill();
  ASSERT_TRUE(until(false));
  EXPECT_EQ(name_of(process, id), "Hidden") << "from the database";
  rename(process, id, "While away");
  server.start();
  ASSERT_TRUE(until(true));
  run(runtime::sleep_for(100ms));  // the breaker
  EXPECT_EQ(name_of(process, id), "While away");
  rename_behind(id, "Hidden again");
  EXPECT_EQ(name_of(process, id), "While away") << "it is kept again";
}

}  // namespace
}  // namespace prokat::objects
