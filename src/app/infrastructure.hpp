// What every service of one thread stands on: connections, clients, wake-ups. One per Loop, so
// nothing in it is shared between threads.
#pragma once

#include <memory>

#include "egress/client.hpp"
#include "events/wakeup.hpp"
#include "media/photo_maker.hpp"
#include "pg/database.hpp"
#include "redis/client.hpp"
#include "runtime/clock.hpp"
#include "runtime/config.hpp"
#include "runtime/cpu_pool.hpp"
#include "runtime/vault.hpp"
#include "storage/object_storage.hpp"

namespace prokat::app {

// Shared by all threads; outlives them.
struct ProcessParts {
  const runtime::Config& config;
  runtime::Clock& clock;
  const runtime::Vault& vault;
  runtime::CpuPool& cpu_pool;
  media::PhotoMaker& photo_maker;
};

// With the limits of the configuration; one for the process.
media::PhotoMaker make_photo_maker(const runtime::Config& config);

struct Infrastructure {
  Infrastructure(boost::asio::any_io_executor executor, const ProcessParts& parts,
                 std::size_t connections);

  boost::asio::any_io_executor executor;
  pg::Pool pool;
  redis::Client redis;
  egress::Client egress;
  std::unique_ptr<storage::ObjectStorage> storage;
  events::Wakeup wakeup;
};

}  // namespace prokat::app
