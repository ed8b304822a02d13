#include "app/infrastructure.hpp"

namespace prokat::app {

namespace {

pg::PoolOptions pool_options(const runtime::Config& config, std::size_t connections) {
  pg::PoolOptions options;
  options.url = config.secret("database.url");
  options.connections = connections;
  options.pipeline_depth = static_cast<std::size_t>(config.number("database.pipeline_depth"));
  options.slow_connections = static_cast<std::size_t>(config.number("database.slow_connections"));
  options.queue_max = static_cast<std::size_t>(config.number("database.queue_max"));
  return options;
}

}  // namespace

Infrastructure::Infrastructure(boost::asio::any_io_executor on, const ProcessParts& parts,
                               std::size_t connections)
    : executor(on),
      pool(on, pool_options(parts.config, connections)),
      redis(on, parts.config.secret("redis.url")),
      egress(on),
      storage(parts.config.text("storage.dir"), parts.cpu_pool),
      wakeup(on, redis) {}

}  // namespace prokat::app
