#include "services/objects/photos/photo_routes.hpp"

#include <algorithm>

#include "http/conditional.hpp"
#include "http/query.hpp"

namespace prokat::objects {

namespace {

// 5 MB over the connection of a telephone.
constexpr std::chrono::milliseconds upload_time_limit{60'000};

// The router has let in two types, in any case and with parameters that say nothing.
std::string type_of(const http::Request& request) {
  constexpr std::string_view subtype_at = "image/";
  const std::string_view type = request.header("content-type").value_or("");
  const std::string_view subtype = type.substr(std::min(type.size(), subtype_at.size()));
  return subtype.starts_with('p') || subtype.starts_with('P') ? "image/png" : "image/jpeg";
}

template <class OwnerId>
Task<Result<http::Reply>> add(PhotoDesk& desk, http::Request& request) {
  const auto owner = http::path_id<OwnerId>(request, "id");
  if (!owner) co_return fail(ProblemCode::not_found);
  PhotoUpload upload{.bytes = std::move(request.body)};
  upload.content_type = type_of(request);
  auto key = http::read_idempotency_key(request);
  if (!key) co_return pass(std::move(key));
  upload.idempotency_key = std::move(*key);
  auto added = co_await desk.add(request.context, *owner, std::move(upload));
  if (!added) co_return pass(std::move(added));
  auto reply = http::json_reply(added->photo, 201);
  reply.headers.emplace_back("location", added->photo.url);
  if (added->replayed) reply.headers.emplace_back("idempotency-replayed", "true");
  co_return reply;
}

template <class OwnerId>
Task<Result<http::Reply>> order(PhotoDesk& desk, http::Request& request) {
  const auto owner = http::path_id<OwnerId>(request, "id");
  if (!owner) co_return fail(ProblemCode::not_found);
  auto body = json::parse<PhotoOrder>(request.body);
  if (!body) co_return pass(std::move(body));
  auto ordered = co_await desk.order(request.context, *owner, std::move(*body));
  if (!ordered) co_return pass(std::move(ordered));
  co_return http::json_reply(*ordered);
}

template <class OwnerId>
Task<Result<http::Reply>> remove(PhotoDesk& desk, http::Request& request) {
  const auto owner = http::path_id<OwnerId>(request, "id");
  const auto photo = http::path_id<PhotoId>(request, "photo_id");
  if (!owner || !photo) co_return fail(ProblemCode::not_found);
  auto removed = co_await desk.remove(request.context, *owner, *photo);
  if (!removed) co_return pass(std::move(removed));
  co_return http::Reply{.status = 204};
}

template <class OwnerId>
void add_routes_of(http::Router& router, PhotoDesk& desk, const std::string& owners) {
  using Serve = Task<Result<http::Reply>> (*)(PhotoDesk&, http::Request&);
  const auto add_route = [&](http::Method method, std::string pattern, Serve serve) {
    http::Route route{.method = method,
                      .pattern = owners + std::move(pattern),
                      .access = Role::operator_,
                      .handler = [&desk, serve](http::Request& r) { return serve(desk, r); }};
    if (method == http::Method::post) {
      route.body_max = media::photo_bytes_max;
      route.time_limit = upload_time_limit;
      route.body_type = "image/jpeg, image/png";
    }
    router.add(std::move(route));
  };
  add_route(http::Method::post, "/{id}/photos", &add<OwnerId>);
  add_route(http::Method::patch, "/{id}/photos", &order<OwnerId>);
  add_route(http::Method::delete_, "/{id}/photos/{photo_id}", &remove<OwnerId>);
}

}  // namespace

void add_photo_routes(http::Router& router, PhotoDesk& desk) {
  add_routes_of<ObjectId>(router, desk, "/api/v1/objects");
  add_routes_of<ModelId>(router, desk, "/api/v1/object-models");
}

}  // namespace prokat::objects
