// A statement that is run alone or within a transaction: reads are written once for both.
#pragma once

#include "pg/database.hpp"

namespace prokat::objects::inventory {

class Reader {
 public:
  Reader(pg::Transaction& tx) : tx_(&tx) {}
  Reader(pg::Pool& pool, Deadline deadline) : pool_(&pool), deadline_(deadline) {}

  Task<pg::Rows> run(const pg::Statement& statement, pg::Params params) const {
    if (tx_ != nullptr) return tx_->statement(statement, std::move(params));
    return pool_->statement(statement, std::move(params), *deadline_);
  }

 private:
  pg::Transaction* tx_ = nullptr;
  pg::Pool* pool_ = nullptr;
  std::optional<Deadline> deadline_;
};

}  // namespace prokat::objects::inventory
