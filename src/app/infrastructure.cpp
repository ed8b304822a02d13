#include "app/infrastructure.hpp"

#include "storage/settings.hpp"

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

media::PhotoMaker make_photo_maker(const runtime::Config& config) {
  media::PhotoLimits limits;
  limits.pixels_max = config.number("photos.megapixels_max") * 1'000'000;
  return {limits, static_cast<std::size_t>(config.number("photos.at_once"))};
}

Infrastructure::Infrastructure(boost::asio::any_io_executor on, const ProcessParts& parts,
                               std::size_t connections)
    : executor(on),
      pool(on, pool_options(parts.config, connections)),
      redis(on, parts.config.secret("redis.url")),
      egress(on),
      storage(storage::make_storage(parts.config, egress, parts.cpu_pool)),
      wakeup(on, redis) {}

}  // namespace prokat::app
