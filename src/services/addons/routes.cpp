#include "services/addons/routes.hpp"

#include "documents/routes.hpp"
#include "http/query.hpp"

namespace prokat::addons {
namespace {

constexpr std::size_t code_bytes_max = 64;

Task<Result<http::Reply>> list(Service& service, http::Request& request) {
  constexpr std::string_view yes_or_no[] = {"true", "false"};
  http::QueryReader query(request);
  ListRequest wanted{.object_type = query.text("object_type", code_bytes_max),
                     .object_id = query.id<ObjectId>("object_id")};
  if (const auto all = query.choice("all", yes_or_no)) wanted.all = *all == "true";
  if (auto read = query.done(); !read) co_return pass(std::move(read));
  auto addons = co_await service.list(request.context, std::move(wanted));
  if (!addons) co_return pass(std::move(addons));
  co_return http::json_reply(*addons);
}

}  // namespace

void add_routes(http::Router& router, LocalService& service) {
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/addons",
              .access = Role::anonymous,
              .handler = [&service](http::Request& r) { return list(service, r); }});
  documents::add_routes(router, service.documents(),
                        {.path = "/api/v1/addons", .with_list = false});
}

}  // namespace prokat::addons
