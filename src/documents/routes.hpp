// The five routes of a table of documents: list, create, read, change by merge patch (If-Match),
// archive. The table must outlive the router.
#pragma once

#include <string>

#include "documents/documents.hpp"
#include "http/router.hpp"

namespace prokat::documents {

struct RouteOptions {
  std::string path;                // "/api/v1/tariffs"
  Role readers = Role::operator_;  // of GET; changes are the operators'
  bool with_list = true;           // a kind may have a list of its own
};

void add_routes(http::Router& router, Table& table, RouteOptions options);

}  // namespace prokat::documents
