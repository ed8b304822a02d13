// Small tables that people edit as documents (price lists, add-ons, promo codes, holidays, taxes):
// read whole, checked whole, written whole, so that a new one costs its statements and a struct.
//   documents::Table tariffs(pool, clock, documents::options_of<TariffDocument>(
//       {sql::list_tariffs, sql::lock_tariff, sql::insert_tariff, ...}, refusal));
//   documents::add_routes(router, "/api/v1/tariffs", tariffs, Role::operator_);
// A POST is a merge patch of a blank document, a PATCH one of the present document: both then pass
// the struct's check(). Not for what is booked, paid or found by search: those have use cases.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_patch.hpp"
#include "pg/database.hpp"
#include "runtime/clock.hpp"
#include "runtime/context.hpp"

namespace prokat::documents {

struct Document {
  UuidBytes id{};
  int version = 1;
  std::string body;          // a JSON object: what people edit
  std::string facts = "{}";  // a JSON object: what only we write (counters)
};

// {"id", "version", members of the body, members of the facts}
std::string write(const Document& document);

// list    $1 id or NULL: id, version, document, facts of those not archived
// lock    $1 id: one row, locked, when it exists and is not archived
// insert  $1 id, $2 document, $3 actor, $4 channel, $5 request id, $6 now
// update  the same without $6; raises the version
// archive $1 id, $2 actor, $3 channel, $4 request id, $5 now: one row when the id exists, `in_use`
//         when it has to stay; twice is fine
struct Statements {
  const pg::Statement& list;
  const pg::Statement& lock;
  const pg::Statement& insert;
  const pg::Statement& update;
  const pg::Statement& archive;
};

// What a violated constraint means to the caller; nothing: it is ours to fix.
using Refusal = std::optional<Problem> (*)(const pg::Error& error);

template <class T>
Result<std::string> revise_as(std::string_view current, int version, const json::Update& update) {
  const auto read = json::parse<T>(current, {json::UnknownFields::ignore});
  if (!read) throw std::logic_error("a stored document cannot be read: " + read.error().detail);
  auto revised = json::revise(*read, version, update);
  if (!revised) return pass(std::move(revised));
  return json::write(*revised);
}

// `blank` itself need not pass the struct's check(): what it lacks is "required" of the caller.
template <class T>
Result<std::string> fill_as(const T& blank, std::string_view body) {
  auto merged = json::merge_patch(json::write(blank), body);
  if (!merged) return pass(std::move(merged));
  auto filled = json::parse<T>(*merged);
  if (!filled) return pass(std::move(filled));
  return json::write(*filled);
}

class Table {
 public:
  struct Options {
    Statements statements;
    Result<std::string> (*fill)(std::string_view body);
    Result<std::string> (*revise)(std::string_view current, int version,
                                  const json::Update& update);
    Refusal refusal = nullptr;
    // Within the transaction of a change, after it; for what depends on the row.
    std::function<Task<void>(pg::Transaction& tx, UuidBytes id)> follow;
    std::function<void()> after_commit;
  };

  Table(pg::Pool& pool, const runtime::Clock& clock, Options options)
      : pool_(pool), clock_(clock), options_(std::move(options)) {}

  Task<std::vector<Document>> list(Deadline deadline);
  Task<Result<Document>> find(UuidBytes id, Deadline deadline);  // not-found
  Task<Result<Document>> create(const CallContext& context, std::string body);
  // not-found, version-conflict with the fields that differ, validation-failed
  Task<Result<Document>> update(const CallContext& context, UuidBytes id, json::Update update);
  Task<Result<>> archive(const CallContext& context, UuidBytes id);  // not-found, in-use

 private:
  // Each in a transaction of its own; the last argument is the caller's, who awaits it.
  Task<void> insert(Deadline deadline, UuidBytes id, pg::Params params);
  Task<void> change(const CallContext& context, UuidBytes id, json::Update update,
                    Result<>& outcome);

  pg::Pool& pool_;
  const runtime::Clock& clock_;
  Options options_;
};

// What every kind of T needs; the rest of Options is the kind's own.
template <class T>
Table::Options options_of(Statements statements, Refusal refusal = nullptr) {
  return {.statements = statements,
          .fill = [](std::string_view body) { return fill_as(T{}, body); },
          .revise = &revise_as<T>,
          .refusal = refusal};
}

}  // namespace prokat::documents
