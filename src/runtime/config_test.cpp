#include "runtime/config.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "runtime/config_properties.hpp"
#include "runtime/config_values.hpp"

namespace prokat::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

using Environment = std::map<std::string, std::string>;

class ConfigFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "prokat-config-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path() const { return folder_ / "prokat.toml"; }
  Result<Config> load(std::string_view toml, Environment environment = {}) {
    std::ofstream(path()) << toml;
    return Config::load({path(), std::move(environment)});
  }

  std::filesystem::path folder_;
};

// An empty file: a prokat.toml of whoever runs the tests must not count.
Result<Config> load(Environment environment) {
  return Config::load({"/dev/null", std::move(environment)});
}

std::vector<std::string> faults(const Result<Config>& config) {
  if (config) return {"no fault"};
  EXPECT_EQ(config.error().code, ProblemCode::validation_failed);
  std::vector<std::string> texts;
  for (const auto& error : config.error().errors) texts.push_back(error.pointer + " " + error.code);
  return texts;
}

TEST(Config, defaults_are_lawful_and_enough_to_start_with) {
  const auto config = load({});
  ASSERT_TRUE(config);
  EXPECT_EQ(config->text("http.listen"), "127.0.0.1:8080");
  EXPECT_EQ(config->number("database.connections"), 16);
  EXPECT_EQ(config->duration("booking.hold_time"), 60min);
  EXPECT_EQ(config->duration("clock.offset"), 0ms);
  EXPECT_EQ(config->duration("telegram.poll_time_limit"), 25s);
  EXPECT_TRUE(config->secret("telegram.token").empty());
  EXPECT_THAT(config->list("services.enabled"), ElementsAre("all"));
  EXPECT_THAT(config->list("services.booking_url"), testing::IsEmpty());
  EXPECT_FALSE(config->providers_are_loopback());
}

TEST(ConfigTable, keys_and_variables_are_unique_and_described) {
  std::set<std::string_view> keys;
  std::set<std::string> variables;
  for (const Property& property : properties()) {
    EXPECT_TRUE(keys.insert(property.key).second) << property.key;
    EXPECT_TRUE(variables.insert(environment_name(property.key)).second) << property.key;
    EXPECT_FALSE(is_for_our_scripts(environment_name(property.key))) << property.key;
    EXPECT_TRUE(property.description.ends_with(".")) << property.key;
    EXPECT_FALSE(find_fault(property, property.default_value)) << property.key;
  }
  EXPECT_EQ(environment_name("telegram.operators_chat_id"), "PROKAT_TELEGRAM_OPERATORS_CHAT_ID");
}

TEST_F(ConfigFile, is_overruled_by_the_environment) {
  const auto config =
      load(R"(
master_key_file = "/etc/prokat/master.key"
[http]
threads = 2
listen = "0.0.0.0:80"
[services]
enabled = ["booking", "bot"]
booking_url = ["http://10.0.0.1:8081", "http://10.0.0.2:8081"]
)",
           {{"PROKAT_HTTP_THREADS", "4"}, {"PROKAT_HTTP_LISTEN", ""}, {"PATH", "/bin"}});
  ASSERT_TRUE(config) << faults(config)[0];
  EXPECT_EQ(config->number("http.threads"), 4);
  EXPECT_EQ(config->text("http.listen"), "0.0.0.0:80") << "an empty variable is not set";
  EXPECT_EQ(config->text("master_key_file"), "/etc/prokat/master.key");
  EXPECT_THAT(config->list("services.enabled"), ElementsAre("booking", "bot"));
  EXPECT_THAT(config->list("services.booking_url"),
              ElementsAre("http://10.0.0.1:8081", "http://10.0.0.2:8081"));
  const auto lines = config->describe();
  EXPECT_THAT(lines, testing::Contains("http.threads = 4  # PROKAT_HTTP_THREADS"));
  EXPECT_THAT(lines, testing::Contains("http.listen = 0.0.0.0:80  # prokat.toml:5"));
  EXPECT_THAT(lines, testing::Contains("log.level = info  # default"));
}

TEST_F(ConfigFile, every_mistake_of_all_sources_is_told_at_once_with_its_place) {
  const auto config = load(R"(
[telegram]
tokn = "x"
[http]
threads = "many"
[booking]
hold_time = 1.5
)",
                           {{"PROKAT_TELEGRAM_TOKN", "x"}});
  ASSERT_FALSE(config);
  EXPECT_THAT(faults(config),
              ElementsAre("booking.hold_time wrong-type", "PROKAT_TELEGRAM_TOKN unknown-key"));
  EXPECT_THAT(config.error().errors[0].detail, HasSubstr("prokat.toml:7"));

  const auto keys = load("[telegram]\ntokn = \"x\"\n[http]\nthreads = \"many\"\n");
  EXPECT_THAT(faults(keys), ElementsAre("http.threads wrong-type", "telegram.tokn unknown-key"));
  EXPECT_THAT(keys.error().errors[0].detail, HasSubstr("prokat.toml:4"));
  EXPECT_THAT(keys.error().errors[1].detail, HasSubstr("prokat.toml:2"));
  EXPECT_THAT(keys.error().errors[1].detail, HasSubstr("telegram.token"));
}

TEST_F(ConfigFile, may_be_empty) { EXPECT_TRUE(load("")); }

TEST_F(ConfigFile, that_is_missing_or_no_toml_is_an_error_when_it_was_named) {
  const auto missing = Config::load({path(), {}});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().errors[0].pointer, path());
  EXPECT_EQ(missing.error().errors[0].code, "unreadable");
  const auto folder = Config::load({folder_, {}});
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().errors[0].code, "unreadable");
  EXPECT_THAT(folder.error().errors[0].detail, HasSubstr("Is a directory"));
  const auto broken = load("[http\nthreads = 1\n");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().errors[0].code, "bad-toml");
  EXPECT_THAT(broken.error().errors[0].detail, HasSubstr("line 1"));
}

TEST(Config, unknown_variables_name_the_nearest_known_one) {
  struct Row {
    const char* variable;
    const char* nearest;
  };
  const Row table[] = {{"PROKAT_TELEGRAM_TOKEN_", "PROKAT_TELEGRAM_TOKEN"},
                       {"PROKAT_DATABSE_URL", "PROKAT_DATABASE_URL"},
                       {"PROKAT_YOOKASSA_SHOPID", "PROKAT_YOOKASSA_SHOP_ID"},
                       {"PROKAT_HTTP_TREADS", "PROKAT_HTTP_THREADS"},
                       {"PROKAT_HOLD_TIME", "PROKAT_LOG_LEVEL"}};
  for (const Row& row : table) {
    const auto config = load({{row.variable, "x"}});
    ASSERT_FALSE(config) << row.variable;
    ASSERT_EQ(config.error().errors.size(), 1U);
    EXPECT_EQ(config.error().errors[0].pointer, row.variable);
    EXPECT_EQ(config.error().errors[0].code, "unknown-key");
    if (std::string_view(row.variable) != "PROKAT_HOLD_TIME") {
      EXPECT_THAT(config.error().errors[0].detail, HasSubstr(row.nearest));
    }
  }
}

TEST(Config, variables_of_the_scripts_are_not_ours_to_judge) {
  EXPECT_TRUE(load({{"PROKAT_STATE_DIR", "x"},
                    {"PROKAT_HTTP_PORT", "8080"},
                    {"PROKAT_SANDBOX_PORT", "8090"},
                    {"PROKAT_SANDBOX_URL", "x"},
                    {"PROKAT_TEST_DATABASE_URL", "x"},
                    {"PROKAT_ADMIN_TOKEN", "x"},
                    {"PROKAT_URL", "x"},
                    {"PROKAT_OPS_URL", "x"},
                    {"PROKAT_DEMO_TODAY", "x"},
                    {"PROKAT_BINARY", "x"}}));
}

TEST(Config, values_are_checked_by_kind_and_bounds) {
  struct Row {
    const char* variable;
    const char* value;
    const char* fault;  // null: lawful
  };
  const Row table[] = {
      {"PROKAT_HTTP_THREADS", "0", "http.threads out-of-range"},
      {"PROKAT_HTTP_THREADS", "65", "http.threads out-of-range"},
      {"PROKAT_HTTP_THREADS", "2.0", "http.threads wrong-type"},
      {"PROKAT_HTTP_THREADS", " 2", "http.threads wrong-type"},
      {"PROKAT_HTTP_THREADS", "99999999999999999999", "http.threads wrong-type"},
      {"PROKAT_HTTP_REQUEST_TIME_LIMIT", "10", "http.request_time_limit wrong-type"},
      {"PROKAT_HTTP_REQUEST_TIME_LIMIT", "10 s", "http.request_time_limit wrong-type"},
      {"PROKAT_HTTP_REQUEST_TIME_LIMIT", "10m", "http.request_time_limit wrong-type"},
      {"PROKAT_HTTP_REQUEST_TIME_LIMIT", "1ms", "http.request_time_limit out-of-range"},
      {"PROKAT_HTTP_REQUEST_TIME_LIMIT", "100ms", nullptr},
      {"PROKAT_HTTP_REQUEST_TIME_LIMIT", "10min", nullptr},
      {"PROKAT_HTTP_REQUEST_TIME_LIMIT", "601s", "http.request_time_limit out-of-range"},
      {"PROKAT_BOOKING_HOLD_TIME", "-5min", "booking.hold_time out-of-range"},
      {"PROKAT_BOOKING_HOLD_TIME", "9999999999999999d", "booking.hold_time wrong-type"},
      {"PROKAT_CLOCK_OFFSET", "-30d", nullptr},
      {"PROKAT_HTTP_LISTEN", "8080", "http.listen bad-value"},
      {"PROKAT_HTTP_LISTEN", ":8080", "http.listen bad-value"},
      {"PROKAT_HTTP_LISTEN", "127.0.0.1:", "http.listen bad-value"},
      {"PROKAT_HTTP_LISTEN", "127.0.0.1:65536", "http.listen bad-value"},
      {"PROKAT_HTTP_LISTEN", "::1:8080", "http.listen bad-value"},
      {"PROKAT_HTTP_LISTEN", "[::1]:8080", nullptr},
      {"PROKAT_HTTP_LISTEN", "0.0.0.0:0", nullptr},
      {"PROKAT_TELEGRAM_API_URL", "api.telegram.org", "telegram.api_url bad-value"},
      {"PROKAT_TELEGRAM_API_URL", "ftp://api.telegram.org", "telegram.api_url bad-value"},
      {"PROKAT_TELEGRAM_API_URL", "https://", "telegram.api_url bad-value"},
      {"PROKAT_TELEGRAM_API_URL", "https:///x", "telegram.api_url bad-value"},
      {"PROKAT_TELEGRAM_API_URL", "https://a b", "telegram.api_url bad-value"},
      {"PROKAT_TELEGRAM_PROXY_URL", "socks5h://127.0.0.1:1080", nullptr},
      {"PROKAT_TELEGRAM_PROXY_URL", "socks4://127.0.0.1:1080", "telegram.proxy_url bad-value"},
      {"PROKAT_LOG_LEVEL", "warn", nullptr},
      {"PROKAT_LOG_LEVEL", "warning", "log.level bad-value"},
      {"PROKAT_LOCALE_LANGUAGE", "de", "locale.language bad-value"},
      {"PROKAT_SERVICES_ENABLED", "booking,bot", nullptr},
      {"PROKAT_SERVICES_ENABLED", "booking, bots", "services.enabled bad-value"},
      {"PROKAT_SERVICES_ENABLED", ",", "services.enabled bad-value"},
      {"PROKAT_SERVICES_AUTH_URL", "http://a:1,http://b:2", nullptr},
      {"PROKAT_SERVICES_AUTH_URL", "http://a:1,b:2", "services.auth_url bad-value"},
      {"PROKAT_SQL_COVERAGE", "/tmp/coverage", nullptr},
  };
  for (const Row& row : table) {
    EXPECT_THAT(faults(load({{row.variable, row.value}})),
                ElementsAre(row.fault ? row.fault : "no fault"))
        << row.variable << "=" << row.value;
  }
}

TEST(Config, secrets_are_never_repeated) {
  const auto config = load({{"PROKAT_TELEGRAM_TOKEN", "123:abc"}});
  ASSERT_TRUE(config);
  EXPECT_EQ(config->secret("telegram.token").expose(), "123:abc");
  for (const std::string& line : config->describe()) {
    EXPECT_EQ(line.find("123:abc"), std::string::npos) << line;
  }
  EXPECT_THAT(config->describe(),
              testing::Contains("telegram.token = ***  # PROKAT_TELEGRAM_TOKEN"));
}

TEST(Config, the_clock_is_not_moved_while_a_real_provider_is_configured) {
  const Environment moved = {{"PROKAT_CLOCK_OFFSET", "3d"}};
  EXPECT_TRUE(load(moved)) << "no provider is used";
  Environment real = moved;
  real["PROKAT_TELEGRAM_TOKEN"] = "123:abc";
  EXPECT_THAT(faults(load(real)), ElementsAre("clock.offset bad-value"));
  real["PROKAT_TELEGRAM_API_URL"] = "http://127.0.0.1:8090/telegram";
  EXPECT_TRUE(load(real));
  real["PROKAT_YOOKASSA_SECRET_KEY"] = "live_x";
  EXPECT_THAT(faults(load(real)), ElementsAre("clock.offset bad-value"));
  real["PROKAT_YOOKASSA_API_URL"] = "http://localhost:8090/yookassa";
  const auto config = load(real);
  ASSERT_TRUE(config);
  EXPECT_TRUE(config->providers_are_loopback());
}

TEST(ConfigValues, loopback_addresses_cannot_be_imitated) {
  for (const char* url : {"http://127.0.0.1", "http://127.0.0.1:8090/x", "https://localhost/x",
                          "http://[::1]:80/", "http://127.8.9.1", "http://user@127.0.0.1:1/"}) {
    EXPECT_TRUE(is_loopback_url(url)) << url;
  }
  for (const char* url :
       {"", "127.0.0.1", "https://api.telegram.org", "http://127.0.0.1.example.org",
        "http://localhost.example.org", "http://127.0.0.1@example.org/",
        "http://example.org/127.0.0.1", "http://[::2]/", "http://[::1].example.org/"}) {
    EXPECT_FALSE(is_loopback_url(url)) << url;
  }
}

TEST(ConfigValues, durations_are_written_as_they_are_read) {
  for (const char* text : {"0s", "250ms", "10s", "90s", "60min", "25h", "7d", "-3d"}) {
    const auto duration = parse_duration(text);
    ASSERT_TRUE(duration) << text;
    EXPECT_EQ(parse_duration(format_duration(*duration)), duration);
  }
  EXPECT_EQ(format_duration(60min), "1h");
  EXPECT_EQ(format_duration(1500ms), "1500ms");
}

TEST(ConfigReference, names_every_setting_with_variable_default_and_bounds) {
  const std::string page = Config::reference_markdown();
  for (const Property& property : properties()) {
    EXPECT_THAT(page, HasSubstr("| `" + std::string(property.key) + "` | `" +
                                environment_name(property.key) + "` |"));
  }
  EXPECT_THAT(page, HasSubstr("## telegram\n"));
  EXPECT_THAT(page, HasSubstr("duration, 1s to 50s"));
  EXPECT_THAT(page, HasSubstr("one of debug, info, warn, error"));
}

TEST(ConfigEnvironment, only_our_own_variables_are_read) {
  for (const auto& [name, value] : Config::environment_of_process()) {
    EXPECT_TRUE(name.starts_with("PROKAT_")) << name;
  }
}

using ConfigDeathTest = testing::Test;

TEST(ConfigDeathTest, reading_what_was_not_declared_so_is_a_defect) {
  const Config config = load({}).value();
  EXPECT_DEATH((void)config.text("http.lisen"), "not declared");
  EXPECT_DEATH((void)config.number("http.listen"), "another type");
  EXPECT_DEATH((void)config.text("telegram.token"), "another type");
}

}  // namespace
}  // namespace prokat::runtime
