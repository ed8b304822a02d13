#include "services/objects/routes.hpp"

#include <algorithm>
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

Task<Result<http::Reply>> list_types(Service& service, http::Request& request) {
  co_return to_reply(co_await service.list_types(request.context, rpc::Empty{}));
}

Task<Result<http::Reply>> list_locations(Service& service, http::Request& request) {
  co_return to_reply(co_await service.list_locations(request.context, rpc::Empty{}));
}

// property.KEY=VALUE, property.KEY.min= and property.KEY.max=, in the order of the query.
std::vector<PropertyFilter> read_properties(http::QueryReader& query,
                                            const http::Request& request) {
  constexpr std::string_view prefix = "property.";
  std::vector<PropertyFilter> filters;
  for (const auto& [name, value] : request.query) {
    if (!name.starts_with(prefix) || name.size() > code_bytes_max) continue;
    auto text = query.text(name, text_bytes_max);
    if (!text) continue;
    std::string key = name.substr(prefix.size());
    const bool is_min = key.ends_with(".min");
    const bool is_max = key.ends_with(".max");
    if (is_min || is_max) key.resize(key.size() - 4);
    auto known = std::ranges::find(filters, key, &PropertyFilter::key);
    if (known == filters.end()) known = filters.insert(filters.end(), {.key = key});
    (is_min ? known->min : is_max ? known->max : known->value) = std::move(text);
  }
  return filters;
}

Task<Result<http::Reply>> search(Service& service, http::Request& request) {
  constexpr std::string_view sorts[] = {"price", "-price", "name", "newest"};
  constexpr std::string_view groups[] = {"model"};
  constexpr auto price_max = std::numeric_limits<std::int64_t>::max();
  http::QueryReader query(request);
  SearchRequest search{
      .type = query.text("type", code_bytes_max),
      .location_id = query.id<LocationId>("location"),
      .city = query.text("city", text_bytes_max),
      .model_id = query.id<ModelId>("model"),
      .start = query.date_or_instant("start"),
      .end = query.date_or_instant("end"),
      .price_min_minor = query.integer<std::int64_t>("price_min_minor", 0, price_max),
      .price_max_minor = query.integer<std::int64_t>("price_max_minor", 0, price_max),
      .properties = read_properties(query, request),
      .q = query.text("q", text_bytes_max),
      .group = query.choice("group", groups),
      .quantity = query.integer<int>("quantity", 1, 100),
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

// The days, into `wanted`; both ends must be there.
void read_days(http::QueryReader& query, const http::Request& request,
               AvailabilityRequest& wanted) {
  for (const char* name : {"from", "to"}) {
    if (request.query_param(name).value_or("").empty()) {
      query.add_fault(name, "required", "`from` is the first day, `to` the one after the last.");
    }
  }
  wanted.from = query.date("from").value_or(LocalDate{});
  wanted.to = query.date("to").value_or(LocalDate{});
}

Task<Result<http::Reply>> object_availability(Service& service, http::Request& request) {
  const auto id = http::path_id<ObjectId>(request, "id");
  if (!id) co_return fail(ProblemCode::not_found);
  http::QueryReader query(request);
  AvailabilityRequest wanted{.object_id = *id};
  read_days(query, request, wanted);
  if (auto read = query.done(); !read) co_return pass(std::move(read));
  co_return to_reply(co_await service.availability(request.context, std::move(wanted)));
}

Task<Result<http::Reply>> availability(Service& service, http::Request& request) {
  http::QueryReader query(request);
  AvailabilityRequest wanted{.type = query.text("type", code_bytes_max),
                             .model_id = query.id<ModelId>("model"),
                             .location_id = query.id<LocationId>("location")};
  read_days(query, request, wanted);
  if (auto read = query.done(); !read) co_return pass(std::move(read));
  co_return to_reply(co_await service.availability(request.context, std::move(wanted)));
}

// A photo's bytes never change under its id, so caches may keep them for good.
Task<Result<http::Reply>> photo(PhotoFiles& files, http::Request& request) {
  const auto id = http::path_id<PhotoId>(request, "id");
  if (!id) co_return fail(ProblemCode::not_found);
  const auto photo = co_await files.describe(*id, request.context.deadline);
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
  get("/api/v1/object-types", list_types);
  get("/api/v1/locations", list_locations);
  get("/api/v1/objects", search);
  get("/api/v1/objects/{id}", find);
  get("/api/v1/objects/{id}/availability", object_availability);
  get("/api/v1/availability", availability);
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/photos/{id}",
              .access = Role::anonymous,
              .handler = [&files](http::Request& r) { return photo(files, r); }});
}

}  // namespace prokat::objects
