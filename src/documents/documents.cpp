#include "documents/documents.hpp"

namespace prokat::documents {
namespace {

// Joins the members of a JSON object to one that is still open.
void append_members(std::string& out, std::string_view object) {
  const auto members = object.substr(1, object.size() - 2);
  if (members.find_first_not_of(" \n\t") == std::string_view::npos) return;
  out += ',';
  out += members;
}

Document read_document(const pg::Row& row) {
  return {.id = row.get<Id<struct DocumentTag>>("id").bytes(),
          .version = row.get<int>("version"),
          .body = row.get<std::string>("document"),
          .facts = row.get<std::string>("facts")};
}

pg::Params& add_hand(pg::Params& params, const CallContext& context) {
  return params.add(context.principal.actor()).add(context.channel).add(context.request_id);
}

// An Error ends its transaction; what it means is decided outside of the handler, where a coroutine
// may go on.
Task<std::optional<Problem>> refused(Refusal refusal, Task<void> work) {
  std::optional<Problem> problem;
  try {
    co_await std::move(work);
  } catch (const pg::Error& error) {
    problem = refusal ? refusal(error) : std::nullopt;
    if (!problem) throw;
  }
  co_return problem;
}

}  // namespace

std::string write(const Document& document) {
  std::string out = R"({"id":")" + format_uuid(document.id) + R"(","version":)" +
                    std::to_string(document.version);
  append_members(out, document.body);
  append_members(out, document.facts);
  return out + '}';
}

Task<std::vector<Document>> Table::list(Deadline deadline) {
  const auto rows =
      co_await pool_.statement(options_.statements.list, pg::Params().add_null(), deadline);
  std::vector<Document> documents;
  for (std::size_t i = 0; i < rows.size(); ++i) documents.push_back(read_document(rows[i]));
  co_return documents;
}

Task<Result<Document>> Table::find(UuidBytes id, Deadline deadline) {
  const auto rows =
      co_await pool_.statement(options_.statements.list, pg::Params().add(id), deadline);
  if (rows.empty()) co_return fail(ProblemCode::not_found);
  co_return read_document(rows.only());
}

Task<Result<Document>> Table::create(const CallContext& context, std::string body) {
  auto document = options_.fill(body);
  if (!document) co_return pass(std::move(document));
  const UuidBytes id = make_uuid_v7();
  pg::Params params;
  params.add(id).add(*document);
  add_hand(params, context).add(clock_.now());
  if (auto problem =
          co_await refused(options_.refusal, insert(context.deadline, id, std::move(params)))) {
    co_return std::unexpected(std::move(*problem));
  }
  if (options_.after_commit) options_.after_commit();
  co_return co_await find(id, context.deadline);
}

Task<void> Table::insert(Deadline deadline, UuidBytes id, pg::Params params) {
  auto tx = co_await pool_.transaction(deadline);
  co_await tx.statement(options_.statements.insert, std::move(params));
  if (options_.follow) co_await options_.follow(tx, id);
  co_await tx.commit();
}

Task<Result<Document>> Table::update(const CallContext& context, UuidBytes id,
                                     json::Update update) {
  Result<> changed;
  auto problem =
      co_await refused(options_.refusal, change(context, id, std::move(update), changed));
  if (problem) co_return std::unexpected(std::move(*problem));
  if (!changed) co_return pass(std::move(changed));
  if (options_.after_commit) options_.after_commit();
  co_return co_await find(id, context.deadline);
}

Task<void> Table::change(const CallContext& context, UuidBytes id, json::Update update,
                         Result<>& outcome) {
  auto tx = co_await pool_.transaction(context.deadline);
  const auto locked = co_await tx.statement(options_.statements.lock, pg::Params().add(id));
  if (locked.empty()) {
    outcome = fail(ProblemCode::not_found);
    co_return;
  }
  const auto rows = co_await tx.statement(options_.statements.list, pg::Params().add(id));
  const auto current = read_document(rows.only());
  auto revised = options_.revise(current.body, current.version, update);
  if (!revised) {
    outcome = pass(std::move(revised));
    co_return;
  }
  pg::Params params;
  params.add(id).add(*revised);
  add_hand(params, context);
  co_await tx.statement(options_.statements.update, std::move(params));
  if (options_.follow) co_await options_.follow(tx, id);
  co_await tx.commit();
}

Task<Result<>> Table::archive(const CallContext& context, UuidBytes id) {
  pg::Params params;
  params.add(id);
  add_hand(params, context).add(clock_.now());
  const auto rows =
      co_await pool_.statement(options_.statements.archive, std::move(params), context.deadline);
  if (rows.empty()) co_return fail(ProblemCode::not_found);
  if (rows.only().get<bool>("in_use"))
    co_return fail(ProblemCode::in_use, "take it off what still uses it first");
  if (options_.after_commit) options_.after_commit();
  co_return Result<>();
}

}  // namespace prokat::documents
