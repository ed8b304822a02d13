#include "documents/routes.hpp"

#include "http/conditional.hpp"
#include "http/query.hpp"

namespace prokat::documents {
namespace {

using DocumentId = Id<struct DocumentTag>;

http::Reply reply_of(const Document& document, int status = 200) {
  http::Reply reply;
  reply.status = status;
  reply.body = write(document);
  reply.headers.emplace_back("etag", http::etag_of(document.version));
  return reply;
}

Task<Result<http::Reply>> list(Table& table, http::Request& request) {
  if (auto read = http::QueryReader(request).done(); !read) co_return pass(std::move(read));
  const auto documents = co_await table.list(request.context.deadline);
  http::Reply reply;
  reply.body = R"({"items":[)";
  for (std::size_t i = 0; i < documents.size(); ++i)
    reply.body += (i > 0 ? "," : "") + write(documents[i]);
  reply.body += "]}";
  co_return reply;
}

Task<Result<http::Reply>> find(Table& table, http::Request& request) {
  const auto id = http::path_id<DocumentId>(request, "id");
  if (!id) co_return fail(ProblemCode::not_found);
  auto found = co_await table.find(id->bytes(), request.context.deadline);
  if (!found) co_return pass(std::move(found));
  co_return reply_of(*found);
}

Task<Result<http::Reply>> create(Table& table, http::Request& request) {
  auto created = co_await table.create(request.context, request.body);
  if (!created) co_return pass(std::move(created));
  auto reply = reply_of(*created, 201);
  reply.headers.emplace_back("location", request.path + "/" + format_uuid(created->id));
  co_return reply;
}

Task<Result<http::Reply>> update(Table& table, http::Request& request) {
  const auto id = http::path_id<DocumentId>(request, "id");
  if (!id) co_return fail(ProblemCode::not_found);
  auto update = http::read_update(request);
  if (!update) co_return pass(std::move(update));
  auto changed = co_await table.update(request.context, id->bytes(), std::move(*update));
  if (!changed) co_return pass(std::move(changed));
  co_return reply_of(*changed);
}

Task<Result<http::Reply>> archive(Table& table, http::Request& request) {
  const auto id = http::path_id<DocumentId>(request, "id");
  if (!id) co_return fail(ProblemCode::not_found);
  auto archived = co_await table.archive(request.context, id->bytes());
  if (!archived) co_return pass(std::move(archived));
  http::Reply reply;
  reply.status = 204;
  reply.content_type.clear();
  co_return reply;
}

}  // namespace

void add_routes(http::Router& router, Table& table, RouteOptions options) {
  using Serve = Task<Result<http::Reply>> (*)(Table&, http::Request&);
  const auto add = [&](http::Method method, const std::string& pattern, Role access, Serve serve) {
    router.add({.method = method,
                .pattern = pattern,
                .access = access,
                .handler = [&table, serve](http::Request& r) { return serve(table, r); }});
  };
  const std::string one = options.path + "/{id}";
  if (options.with_list) add(http::Method::get, options.path, options.readers, list);
  add(http::Method::post, options.path, Role::operator_, create);
  add(http::Method::get, one, options.readers, find);
  add(http::Method::patch, one, Role::operator_, update);
  add(http::Method::delete_, one, Role::operator_, archive);
}

}  // namespace prokat::documents
