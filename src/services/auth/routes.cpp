#include "services/auth/routes.hpp"

namespace prokat::auth {

// GET /api/v1/me. `customer` is there when the caller is one.
struct Me {
  std::string role;
  std::string id;
  std::optional<Customer> customer;
};
BOOST_DESCRIBE_STRUCT(Me, (), (role, id, customer))

namespace {

std::string_view name_of(Role role) {
  switch (role) {
    case Role::anonymous:
      return "anonymous";
    case Role::customer:
      return "customer";
    case Role::operator_:
      return "operator";
    case Role::administrator:
      return "administrator";
  }
  return "anonymous";
}

Task<Result<http::Reply>> me(Service& service, http::Request& request) {
  const Principal& who = request.context.principal;
  Me answer{.role = std::string(name_of(who.role)), .id = who.id};
  if (who.role == Role::customer) {
    const auto id = CustomerId::parse(who.id);
    if (!id) co_return fail(ProblemCode::not_found);
    auto customer = co_await service.customer(request.context, CustomerRequest{*id});
    if (!customer) co_return pass(std::move(customer));
    answer.customer = std::move(*customer);
  }
  co_return http::json_reply(answer);
}

}  // namespace

void add_routes(http::Router& router, Service& service) {
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/me",
              .access = Role::customer,
              .handler = [&service](http::Request& request) { return me(service, request); }});
}

}  // namespace prokat::auth
