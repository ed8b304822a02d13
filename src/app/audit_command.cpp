// `prokat audit verify` and `prokat audit anchor`: over the configured database and storage, beside
// a running server or without one.
#include <charconv>
#include <cstdio>

#include "app/commands.hpp"
#include "app/infrastructure.hpp"
#include "runtime/log.hpp"
#include "runtime/loop.hpp"
#include "services/audit/anchors.hpp"
#include "services/audit/description.hpp"
#include "services/audit/sealer.hpp"
#include "services/audit/verification.hpp"

namespace prokat::app {

namespace {

constexpr std::chrono::milliseconds verify_time_limit = std::chrono::hours(12);
constexpr std::chrono::milliseconds anchor_time_limit = std::chrono::minutes(10);
constexpr int seal_rows = 1000;
constexpr std::size_t connections = 2;

// What a command of this kind stands on: a Loop and the clients, no service.
struct Bench {
  explicit Bench(const runtime::Config& config)
      : vault(runtime::Vault::for_tests()),
        cpu_pool(1, 8),
        photo_maker(make_photo_maker(config)),
        parts{config, clock, vault, cpu_pool, photo_maker},
        loop("audit"),
        infra(loop.executor(), parts, connections),
        language(parse_language(config.text("locale.language")).value_or(Language::ru)) {}

  runtime::Clock clock;
  runtime::Vault vault;  // nothing here opens what is sealed
  runtime::CpuPool cpu_pool;
  media::PhotoMaker photo_maker;
  ProcessParts parts;
  runtime::Loop loop;
  Infrastructure infra;
  Language language;
};

bool has_database(const runtime::Config& config) {
  if (!config.secret("database.url").empty()) return true;
  std::fprintf(stderr, "prokat: database.url (PROKAT_DATABASE_URL) is not set\n");
  return false;
}

std::optional<audit::Anchor> read_head(const std::string& text) {
  audit::Anchor anchor;
  const auto colon = text.find(':');
  const auto* end = text.data() + std::min(colon, text.size());
  const auto [stopped, fault] = std::from_chars(text.data(), end, anchor.seal_no);
  if (colon == std::string::npos || fault != std::errc{} || stopped != end || anchor.seal_no < 1)
    return std::nullopt;
  const auto hash = audit::parse_hash(std::string_view(text).substr(colon + 1));
  if (!hash) return std::nullopt;
  anchor.hash = *hash;
  return anchor;
}

void print(const std::vector<std::string>& lines) {
  for (const auto& line : lines) std::printf("%s\n", line.c_str());
}

Task<Result<std::optional<audit::Anchor>>> seal_and_anchor(Infrastructure& infra) {
  const auto deadline = Deadline::in(anchor_time_limit);
  bool more = true;
  while (more) more = co_await audit::seal_batch(infra.pool, seal_rows, deadline);
  co_return co_await audit::anchor_head(infra.pool, *infra.storage, deadline);
}

}  // namespace

int audit_verify(const runtime::Config& config, const std::vector<std::string>& heads) {
  if (!has_database(config)) return 2;
  audit::VerifyOptions options;
  for (const auto& text : heads) {
    auto head = read_head(text);
    if (!head) {
      std::fprintf(stderr, "prokat: --head takes NUMBER:HASH (64 hexadecimal digits), not %s\n",
                   text.c_str());
      return 2;
    }
    options.told.push_back(std::move(*head));
  }
  log::start("prokat-audit", log::Level::error);
  Bench bench(config);
  const auto verified = bench.loop.run_until_done(audit::verify(
      bench.infra.pool, *bench.infra.storage, std::move(options), Deadline::in(verify_time_limit)));
  if (!verified) {
    std::fprintf(stderr, "prokat: the anchors cannot be read: %s\n",
                 verified.error().detail.c_str());
    return 1;
  }
  print(audit::describe(*verified, bench.language));
  return verified->is_good() ? 0 : 1;
}

int audit_anchor(const runtime::Config& config) {
  if (!has_database(config)) return 2;
  log::start("prokat-audit", log::Level::error);
  Bench bench(config);
  const auto anchored = bench.loop.run_until_done(seal_and_anchor(bench.infra));
  if (!anchored) {
    std::fprintf(stderr, "prokat: the head cannot be stored: %s\n",
                 anchored.error().detail.c_str());
    return 1;
  }
  print(*anchored ? std::vector{audit::describe(**anchored, bench.language)}
                  : audit::describe(audit::Verification{}, bench.language));
  return 0;
}

}  // namespace prokat::app
