#include "services/booking/blocks/routes.hpp"

#include "http/conditional.hpp"
#include "http/query.hpp"

namespace prokat::booking::blocks {
namespace {

using Answer = Task<Result<http::Reply>>;

struct BlockList {
  std::vector<Block> items;
};
BOOST_DESCRIBE_STRUCT(BlockList, (), (items))

Answer list(Blocks& blocks, http::Request& request) {
  const auto object = http::path_id<ObjectId>(request, "id");
  if (!object) co_return fail(ProblemCode::not_found);
  http::QueryReader query(request);
  const BlockRange range{query.instant("from"), query.instant("to")};
  if (auto read = query.done(); !read) co_return pass(std::move(read));
  auto found = co_await blocks.list(request.context, *object, range);
  if (!found) co_return pass(std::move(found));
  co_return http::json_reply(BlockList{std::move(*found)});
}

Answer create(Blocks& blocks, http::Request& request) {
  const auto object = http::path_id<ObjectId>(request, "id");
  if (!object) co_return fail(ProblemCode::not_found);
  auto body = json::parse<BlockBody>(request.body);
  if (!body) co_return pass(std::move(body));
  auto key = http::read_idempotency_key(request);
  if (!key) co_return pass(std::move(key));
  auto made = co_await blocks.create(request.context, *object, std::move(*body), std::move(*key));
  if (!made) co_return pass(std::move(made));
  auto reply = http::json_reply(made->block, 201);
  if (made->replayed) reply.headers.emplace_back("idempotency-replayed", "true");
  co_return reply;
}

Answer remove(Blocks& blocks, http::Request& request) {
  const auto object = http::path_id<ObjectId>(request, "id");
  const auto block = http::path_id<BookingId>(request, "block_id");
  if (!object || !block) co_return fail(ProblemCode::not_found);
  auto removed = co_await blocks.remove(request.context, *object, *block);
  if (!removed) co_return pass(std::move(removed));
  http::Reply reply;
  reply.status = 204;
  co_return reply;
}

}  // namespace

void add_routes(http::Router& router, Blocks& blocks) {
  const auto add = [&](http::Method method, const char* pattern,
                       Answer (*serve)(Blocks&, http::Request&)) {
    router.add({method, pattern, Role::operator_,
                [&blocks, serve](http::Request& request) { return serve(blocks, request); }});
  };
  add(http::Method::get, "/api/v1/objects/{id}/blocks", &list);
  add(http::Method::post, "/api/v1/objects/{id}/blocks", &create);
  add(http::Method::delete_, "/api/v1/objects/{id}/blocks/{block_id}", &remove);
}

}  // namespace prokat::booking::blocks
