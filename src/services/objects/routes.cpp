#include "services/objects/routes.hpp"

#include <limits>

#include "http/query.hpp"

namespace prokat::objects {
namespace {

constexpr std::size_t code_bytes_max = 64;
constexpr std::size_t text_bytes_max = 200;
constexpr std::size_t cursor_bytes_max = 1024;

template <class T>
Result<http::Reply> to_reply(Result<T> result) {
  if (!result) return std::unexpected(http::as_query_problem(std::move(result.error())));
  return http::json_reply(*result);
}

Task<Result<http::Reply>> search(Service& service, http::Request& request) {
  constexpr std::string_view sorts[] = {"price", "name"};
  http::QueryReader query(request);
  SearchRequest search{.type = query.text("type", code_bytes_max),
                       .location_id = query.id<LocationId>("location"),
                       .start = query.date_or_instant("start"),
                       .end = query.date_or_instant("end"),
                       .price_max_minor = query.integer<std::int64_t>(
                           "price_max_minor", 0, std::numeric_limits<std::int64_t>::max()),
                       .q = query.text("q", text_bytes_max),
                       .sort = query.choice("sort", sorts),
                       .limit = query.integer<int>("limit", 1, 100),
                       .cursor = query.text("cursor", cursor_bytes_max)};
  if (auto read = query.done(); !read) co_return pass(std::move(read));
  co_return to_reply(co_await service.search(request.context, std::move(search)));
}

Task<Result<http::Reply>> find(Service& service, http::Request& request) {
  const auto id = http::path_id<ObjectId>(request, "id");
  if (!id) co_return fail(ProblemCode::not_found);
  http::QueryReader query(request);
  ObjectRequest wanted{*id, query.date_or_instant("start"), query.date_or_instant("end")};
  if (auto read = query.done(); !read) co_return pass(std::move(read));
  co_return to_reply(co_await service.find(request.context, std::move(wanted)));
}

Task<Result<http::Reply>> availability(Service& service, http::Request& request) {
  const auto id = http::path_id<ObjectId>(request, "id");
  if (!id) co_return fail(ProblemCode::not_found);
  http::QueryReader query(request);
  const auto from = query.date("from");
  const auto to = query.date("to");
  for (const char* name : {"from", "to"}) {
    if (request.query_param(name).value_or("").empty()) {
      query.add_fault(name, "required", "`from` is the first day, `to` the one after the last.");
    }
  }
  if (auto read = query.done(); !read) co_return pass(std::move(read));
  AvailabilityRequest wanted{.object_id = *id, .from = *from, .to = *to};
  co_return to_reply(co_await service.availability(request.context, std::move(wanted)));
}

// A photo's bytes never change under its id, so caches may keep them for good.
Task<Result<http::Reply>> photo(PhotoFiles& files, http::Request& request) {
  const auto id = http::path_id<PhotoId>(request, "id");
  if (!id) co_return fail(ProblemCode::not_found);
  constexpr std::string_view variants[] = {"original", "card", "thumb"};
  http::QueryReader query(request);
  auto variant = query.choice("variant", variants);
  if (auto read = query.done(); !read) co_return pass(std::move(read));
  const auto photo = co_await files.describe(*id, std::move(variant).value_or("original"),
                                             request.context.deadline);
  if (!photo) co_return fail(ProblemCode::not_found);
  const std::string etag = "\"" + photo->sha256 + "\"";
  http::Reply reply{
      .content_type = photo->content_type,
      .headers = {{"cache-control", "public, max-age=31536000, immutable"}, {"etag", etag}}};
  if (request.header("if-none-match") == std::string_view(etag)) {
    reply.status = 304;
    co_return reply;
  }
  auto content = co_await files.content(*photo, request.context.deadline);
  if (!content) co_return fail(ProblemCode::not_found);
  reply.body = std::move(*content);
  co_return reply;
}

}  // namespace

void add_routes(http::Router& router, Service& service, PhotoFiles& files) {
  using Serve = Task<Result<http::Reply>> (*)(Service&, http::Request&);
  const auto get = [&](std::string pattern, Serve serve) {
    router.add({.method = http::Method::get,
                .pattern = std::move(pattern),
                .access = Role::anonymous,
                .handler = [&service, serve](http::Request& r) { return serve(service, r); }});
  };
  get("/api/v1/objects", search);
  get("/api/v1/objects/{id}", find);
  get("/api/v1/objects/{id}/availability", availability);
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/photos/{id}",
              .access = Role::anonymous,
              .handler = [&files](http::Request& r) { return photo(files, r); }});
}

}  // namespace prokat::objects
