// What a Rows points to: one PGresult and the name of the statement that made it. Only pg/ sees it.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string_view>

namespace prokat::pg::detail {

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using ResultHandle = std::unique_ptr<PGresult, ClearResult>;

struct RowsData {
  RowsData(std::string_view name, ResultHandle handle)
      : statement(name), result(std::move(handle)) {}

  std::string_view statement;  // a constant of the build
  ResultHandle result;
};

}  // namespace prokat::pg::detail
