// addons-service in this process: one per Loop, over the Loop's own pool. Operators change add-ons
// as documents (`documents`), over HTTP alone.
#pragma once

#include "documents/documents.hpp"
#include "services/addons/service.hpp"

namespace prokat::addons {

class LocalService final : public Service {
 public:
  // `after_commit` tells caches of other processes.
  LocalService(pg::Pool& pool, const runtime::Clock& clock,
               std::function<void()> after_commit = {});

  Task<Result<AddonList>> list(const CallContext& context, ListRequest request) override;

  documents::Table& documents() { return documents_; }

 private:
  pg::Pool& pool_;
  documents::Table documents_;
};

}  // namespace prokat::addons
