// A blocking libpq session for what runs before or beside the loops (migrations, checks at
// start-up). Never used while a Loop serves. Only pg/ sees it.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "pg/rows_data.hpp"

namespace prokat::pg::detail {

class Session {
 public:
  explicit Session(const Secret& url);  // throws Unavailable

  // Several statements separated by semicolons, without parameters.
  ResultHandle run(const std::string& sql);
  ResultHandle run(const std::string& sql, const std::vector<std::string>& params);

 private:
  struct Finish {
    void operator()(PGconn* conn) const { PQfinish(conn); }
  };
  ResultHandle checked(PGresult* result);

  std::unique_ptr<PGconn, Finish> conn_;
};

std::string text_at(const ResultHandle& result, int row, int column);

}  // namespace prokat::pg::detail
