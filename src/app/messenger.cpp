#include "app/messenger.hpp"

namespace prokat::app {

namespace {

namespace telegram = channels::telegram;

telegram::ClientOptions client_options(const runtime::Config& config) {
  telegram::ClientOptions options;
  options.api_url = config.text("telegram.api_url");
  options.token = config.secret("telegram.token");
  options.proxy_url = config.text("telegram.proxy_url");
  return options;
}

Task<Result<std::string>> read_content(storage::ObjectStorage& storage, std::string key,
                                       Deadline deadline) {
  auto stored = co_await storage.get(std::move(key), deadline);
  if (!stored) co_return pass(std::move(stored));
  co_return std::move(stored->content);
}

}  // namespace

std::unique_ptr<Messenger> Messenger::make(const ProcessParts& parts,
                                           Infrastructure& infrastructure) {
  if (parts.config.secret("telegram.token").empty()) return nullptr;
  return std::make_unique<Messenger>(parts, infrastructure);
}

Messenger::Messenger(const ProcessParts& parts, Infrastructure& infra)
    : client_(infra.egress, client_options(parts.config)),
      sender_(infra.executor, client_),
      writer_(sender_, client_.bot_id(),
              telegram::FileCache(infra.pool, client_.bot_id(),
                                  [&storage = *infra.storage](std::string key, Deadline deadline) {
                                    return read_content(storage, std::move(key), deadline);
                                  })) {}

}  // namespace prokat::app
