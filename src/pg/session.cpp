#include "pg/session.hpp"

#include <array>

#include "pg/errors.hpp"

namespace prokat::pg::detail {

Session::Session(const Secret& url) {
  const std::array<const char*, 5> keywords{"gssencmode", "connect_timeout", "options", "dbname",
                                            nullptr};
  const std::array<const char*, 5> values{"disable", "5", "-c timezone=UTC", url.expose().c_str(),
                                          nullptr};
  conn_.reset(PQconnectdbParams(keywords.data(), values.data(), 1));
  if (PQstatus(conn_.get()) != CONNECTION_OK) {
    throw Unavailable(PQerrorMessage(conn_.get()), false);
  }
  PQsetNoticeProcessor(conn_.get(), [](void*, const char*) {}, nullptr);
}

ResultHandle Session::run(const std::string& sql) {
  return checked(PQexec(conn_.get(), sql.c_str()));
}

ResultHandle Session::run(const std::string& sql, const std::vector<std::string>& params) {
  std::vector<const char*> values;
  for (const auto& param : params) values.push_back(param.c_str());
  return checked(PQexecParams(conn_.get(), sql.c_str(), static_cast<int>(values.size()), nullptr,
                              values.data(), nullptr, nullptr, 0));
}

ResultHandle Session::checked(PGresult* result) {
  ResultHandle handle(result);
  const ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return handle;
  if (PQstatus(conn_.get()) != CONNECTION_OK) {
    throw Unavailable(PQerrorMessage(conn_.get()), true);
  }
  const char* sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  throw Error(sqlstate == nullptr ? "" : sqlstate, "", PQresultErrorMessage(result));
}

std::string text_at(const ResultHandle& result, int row, int column) {
  return PQgetvalue(result.get(), row, column);
}

}  // namespace prokat::pg::detail
