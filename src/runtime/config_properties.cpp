#include "runtime/config_properties.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>
#include <vector>

namespace prokat::runtime {
namespace {

using enum PropertyKind;

constexpr std::int64_t ms = 1;
constexpr std::int64_t s = 1000;
constexpr std::int64_t min = 60 * s;
constexpr std::int64_t h = 60 * min;
constexpr std::int64_t d = 24 * h;

constexpr std::string_view service_names =
    "auth,objects,addons,booking,payments,notifications,audit,bot";

// Sorted by what belongs together; the reference page keeps this order.
constexpr Property table[] = {
    {.key = "http.listen",
     .kind = listen,
     .default_value = "127.0.0.1:8080",
     .description = "Where the public API and the providers' webhooks are served."},
    {.key = "http.public_url",
     .kind = url,
     .default_value = "http://127.0.0.1:8080",
     .description = "How people and providers reach http.listen from outside; links and webhook "
                    "addresses begin with it."},
    {.key = "http.threads",
     .kind = number,
     .default_value = "1",
     .description = "Threads that serve requests, each with its own event loop and its share of "
                    "the database connections. One is enough for most businesses.",
     .min = 1,
     .max = 64},
    {.key = "http.request_time_limit",
     .kind = duration,
     .default_value = "10s",
     .description = "How long a request may take, with everything it waits for; then the answer "
                    "is 503 unavailable.",
     .min = 100 * ms,
     .max = 10 * min},
    {.key = "http.connections_max",
     .kind = number,
     .default_value = "4096",
     .description = "Open connections of one listener; more wait in the kernel's queue.",
     .min = 1,
     .max = 1'000'000},

    {.key = "internal.listen",
     .kind = listen,
     .default_value = "127.0.0.1:8081",
     .description = "Where other processes of this installation call the services that run here. "
                    "Never route it from outside."},
    {.key = "internal.secret",
     .kind = secret,
     .default_value = "",
     .description = "Signs calls between the processes of one installation; the same in all of "
                    "them. Needed only when services run apart."},

    {.key = "ops.listen",
     .kind = listen,
     .default_value = "127.0.0.1:8082",
     .description = "Where /metrics and /readyz are served, for monitoring."},

    {.key = "database.url",
     .kind = secret,
     .default_value = "",
     .description = "PostgreSQL: a libpq connection string, postgresql://user:password@host/name."},
    {.key = "database.connections",
     .kind = number,
     .default_value = "16",
     .description = "Connections for statements and transactions, shared among the threads.",
     .min = 2,
     .max = 500},
    {.key = "database.pipeline_depth",
     .kind = number,
     .default_value = "4",
     .description = "Statements in flight on one connection. Beyond 4 it was slower than more "
                    "connections when measured.",
     .min = 1,
     .max = 64},
    {.key = "database.slow_connections",
     .kind = number,
     .default_value = "2",
     .description = "Connections of their own for slow queries: reports, exports, audit.",
     .min = 1,
     .max = 100},
    {.key = "database.queue_max",
     .kind = number,
     .default_value = "2000",
     .description = "Statements of one thread that may wait for a connection; more are refused "
                    "with 503 at once.",
     .min = 1,
     .max = 100'000},

    {.key = "redis.url",
     .kind = secret,
     .default_value = "",
     .description = "Redis: redis://[:password@]host:port[/db]. Empty: the program works without "
                    "it, with limits and caches in the process alone."},

    {.key = "storage.backend",
     .kind = choice,
     .default_value = "folder",
     .description =
         "Where photos and documents are kept: in the folder storage.dir, which does for "
         "one machine, or in a bucket of any S3 server.",
     .choices = "folder,s3"},
    {.key = "storage.dir",
     .kind = text,
     .default_value = ".prokat/storage",
     .description = "The folder with photos and documents."},
    {.key = "storage.s3_endpoint",
     .kind = url,
     .default_value = "",
     .description = "The S3 server, like https://storage.yandexcloud.net: scheme, host and port."},
    {.key = "storage.s3_region",
     .kind = text,
     .default_value = "us-east-1",
     .description = "The bucket's region as the server calls it; many servers take any."},
    {.key = "storage.s3_bucket",
     .kind = text,
     .default_value = "",
     .description = "The bucket. It has to exist, and nothing else may write below its photos/."},
    {.key = "storage.s3_path_style",
     .kind = flag,
     .default_value = "true",
     .description = "true: the bucket is the first part of the path, as MinIO wants it and all "
                    "others take it; false: of the host name."},
    {.key = "storage.s3_access_key",
     .kind = text,
     .default_value = "",
     .description = "The identifier of a key that may read, write, list and delete in the bucket."},
    {.key = "storage.s3_secret_key",
     .kind = secret,
     .default_value = "",
     .description = "The secret of that key."},

    {.key = "photos.megapixels_max",
     .kind = number,
     .default_value = "40",
     .description = "Larger pictures are refused by their header, before they are decoded.",
     .min = 1,
     .max = 200},
    {.key = "photos.at_once",
     .kind = number,
     .default_value = "2",
     .description = "Pictures that are decoded at the same time; each may take 200 MB.",
     .min = 1,
     .max = 16},
    {.key = "photos.sweep_interval",
     .kind = duration,
     .default_value = "10min",
     .description = "How often files of interrupted uploads are looked for.",
     .min = 1 * s,
     .max = 1 * d},
    {.key = "photos.sweep_age",
     .kind = duration,
     .default_value = "1h",
     .description = "Files without a photo are removed when they are this old: longer than any "
                    "upload takes.",
     .min = 1 * s,
     .max = 30 * d},

    {.key = "master_key_file",
     .kind = text,
     .default_value = "",
     .description = "A file of 32 random bytes, readable by its owner alone, under which personal "
                    "data is sealed. Keep a copy outside the machine: without it that data is "
                    "lost."},

    {.key = "log.level",
     .kind = choice,
     .default_value = "info",
     .description = "The least level that is written.",
     .choices = "debug,info,warn,error"},
    {.key = "clock.offset",
     .kind = duration,
     .default_value = "0s",
     .description = "Moves business time, for tests and demonstrations; may be negative. Refused "
                    "when a real provider is configured.",
     .min = -3650 * d,
     .max = 3650 * d},
    {.key = "locale.language",
     .kind = choice,
     .default_value = "ru",
     .description = "The language of a customer who has not chosen one, and of the operators' "
                    "chat.",
     .choices = "ru,en"},

    {.key = "telegram.token",
     .kind = secret,
     .default_value = "",
     .description = "The bot's token from @BotFather. Empty: the bot does not run."},
    {.key = "telegram.api_url",
     .kind = url,
     .default_value = "https://api.telegram.org",
     .description = "The Bot API; another address for a local Bot API server or the sandbox."},
    {.key = "telegram.operators_chat_id",
     .kind = text,
     .default_value = "",
     .description = "The chat that is told about new bookings and payments, like -1001234567890."},
    {.key = "telegram.proxy_url",
     .kind = proxy,
     .default_value = "",
     .description = "A proxy for calls to Telegram, like socks5h://127.0.0.1:1080."},
    {.key = "telegram.poll_time_limit",
     .kind = duration,
     .default_value = "25s",
     .description = "How long one getUpdates call waits for news.",
     .min = 1 * s,
     .max = 50 * s},

    {.key = "yookassa.shop_id",
     .kind = text,
     .default_value = "",
     .description = "The shop's identifier at YooKassa. Empty: payments by YooKassa are off."},
    {.key = "yookassa.secret_key",
     .kind = secret,
     .default_value = "",
     .description = "The secret key of that shop."},
    {.key = "yookassa.api_url",
     .kind = url,
     .default_value = "https://api.yookassa.ru/v3",
     .description = "YooKassa's API; another address for the sandbox."},
    {.key = "yookassa.webhook_secret",
     .kind = secret,
     .default_value = "",
     .description = "The unguessable last part of the webhook's path, since YooKassa does not "
                    "sign what it sends."},
    {.key = "yookassa.proxy_url",
     .kind = proxy,
     .default_value = "",
     .description = "A proxy for calls to YooKassa."},
    {.key = "payments.return_url",
     .kind = url,
     .default_value = "",
     .description = "Where a payer is sent after paying. Empty: back to the bot's chat."},

    {.key = "booking.hold_time",
     .kind = duration,
     .default_value = "60min",
     .description = "How long an unpaid booking keeps its dates.",
     .min = 1 * min,
     .max = 30 * d},
    {.key = "booking.hold_time_same_day",
     .kind = duration,
     .default_value = "15min",
     .description = "The same for a booking that starts on the day it is made.",
     .min = 1 * min,
     .max = 1 * d},
    {.key = "booking.batch_max",
     .kind = number,
     .default_value = "32",
     .description = "How many creates that wait at the same time may share one statement. 1: each "
                    "is a statement of its own. Beyond 32 only the latency grew when measured.",
     .min = 1,
     .max = 256},
    {.key = "booking.batch_connections",
     .kind = number,
     .default_value = "8",
     .description = "Database connections for creates that may share a statement, beside "
                    "database.connections and shared among the threads; opened when needed.",
     .min = 1,
     .max = 100},
    {.key = "booking.batch_queue_max",
     .kind = number,
     .default_value = "512",
     .description = "Creates of one thread that may wait for such a connection; more are refused "
                    "with 503 at once.",
     .min = 1,
     .max = 100'000},
    {.key = "booking.unpaid_holds_max",
     .kind = number,
     .default_value = "2",
     .description =
         "How many unpaid bookings a customer may have at a time through his own doing, one "
         "for each object. 0: any number. Operators are not bound.",
     .min = 0,
     .max = 50},
    {.key = "booking.hold_cooldown",
     .kind = duration,
     .default_value = "30min",
     .description =
         "How long a customer without a verified phone waits to hold an object again that "
         "he let expire unpaid.",
     .min = 0,
     .max = 30 * d},
    {.key = "booking.expiry_interval",
     .kind = duration,
     .default_value = "1s",
     .description = "How often expired holds are looked for.",
     .min = 10 * ms,
     .max = 10 * min},
    {.key = "events.poll_interval",
     .kind = duration,
     .default_value = "250ms",
     .description = "How often events are looked for when no wake-up comes.",
     .min = 10 * ms,
     .max = 1 * min},

    {.key = "audit.seal_interval",
     .kind = duration,
     .default_value = "3s",
     .description = "How often new rows of the audit are sealed into its chain.",
     .min = 100 * ms,
     .max = 10 * min},

    {.key = "demo.admin_token",
     .kind = secret,
     .default_value = "",
     .description = "An API key with an administrator's rights for demonstrations and tests. "
                    "Leave it empty in production."},

    {.key = "services.enabled",
     .kind = choices,
     .default_value = "all",
     .description = "Which services run in this process, by commas; \"all\" for every one.",
     .choices = service_names},
    {.key = "services.auth_url",
     .kind = url_list,
     .default_value = "",
     .description = "Internal addresses of auth when it runs in other processes."},
    {.key = "services.objects_url",
     .kind = url_list,
     .default_value = "",
     .description = "Internal addresses of objects when it runs in other processes."},
    {.key = "services.addons_url",
     .kind = url_list,
     .default_value = "",
     .description = "Internal addresses of addons when it runs in other processes."},
    {.key = "services.booking_url",
     .kind = url_list,
     .default_value = "",
     .description = "Internal addresses of booking when it runs in other processes."},
    {.key = "services.payments_url",
     .kind = url_list,
     .default_value = "",
     .description = "Internal addresses of payments when it runs in other processes."},
    {.key = "services.notifications_url",
     .kind = url_list,
     .default_value = "",
     .description = "Internal addresses of notifications when it runs in other processes."},

    {.key = "sql.coverage",
     .kind = text,
     .default_value = "",
     .description = "For tests: a file to which the name of every executed statement is appended."},
};

constexpr std::array<std::string_view, 10> script_variables = {
    "PROKAT_STATE_DIR",     "PROKAT_HTTP_PORT",  "PROKAT_OPS_PORT", "PROKAT_INTERNAL_PORT",
    "PROKAT_POSTGRES_PORT", "PROKAT_REDIS_PORT", "PROKAT_URL",      "PROKAT_OPS_URL",
    "PROKAT_DEMO_TODAY",    "PROKAT_BINARY"};
constexpr std::array<std::string_view, 3> script_prefixes = {"PROKAT_SANDBOX_", "PROKAT_TEST_",
                                                             "PROKAT_ADMIN_"};

// Levenshtein, one row at a time.
std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t replaced = diagonal + (left[i] == right[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
    }
  }
  return row.back();
}

template <class Name>
std::string nearest(std::string_view unknown, Name name_of) {
  const auto best = std::min_element(
      std::begin(table), std::end(table), [&](const Property& left, const Property& right) {
        return edit_distance(unknown, name_of(left)) < edit_distance(unknown, name_of(right));
      });
  return name_of(*best);
}

}  // namespace

std::span<const Property> properties() { return table; }

const Property* find_property(std::string_view key) {
  const auto* found = std::find_if(std::begin(table), std::end(table),
                                   [&](const Property& property) { return property.key == key; });
  return found == std::end(table) ? nullptr : found;
}

std::string environment_name(std::string_view key) {
  std::string name = "PROKAT_";
  for (const char c : key) {
    name += c == '.' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return name;
}

bool is_for_our_scripts(std::string_view variable) {
  return std::find(script_variables.begin(), script_variables.end(), variable) !=
             script_variables.end() ||
         std::any_of(script_prefixes.begin(), script_prefixes.end(),
                     [&](std::string_view prefix) { return variable.starts_with(prefix); });
}

std::string nearest_key(std::string_view unknown_key) {
  return nearest(unknown_key, [](const Property& property) { return std::string(property.key); });
}

std::string nearest_environment_name(std::string_view unknown_variable) {
  return nearest(unknown_variable,
                 [](const Property& property) { return environment_name(property.key); });
}

}  // namespace prokat::runtime
