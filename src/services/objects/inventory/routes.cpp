#include "services/objects/inventory/routes.hpp"

#include "http/conditional.hpp"
#include "services/objects/inventory/archive_unit.hpp"
#include "services/objects/inventory/crud.hpp"
#include "services/objects/inventory/deadline.hpp"
#include "services/objects/inventory/legal_entity.hpp"
#include "services/objects/inventory/location.hpp"
#include "services/objects/inventory/model.hpp"
#include "services/objects/inventory/object_type.hpp"
#include "services/objects/inventory/unit.hpp"

namespace prokat::objects::inventory {
namespace {

using Answer = Task<Result<http::Reply>>;

template <class Key>
std::optional<Key> key_in_path(const http::Request& request) {
  if constexpr (std::is_same_v<Key, std::string>) {
    return std::string(request.path_param("code"));
  } else {
    return Key::parse(request.path_param("id"));
  }
}

template <class Kind>
std::string place_of(const typename Kind::View& view) {
  if constexpr (std::is_same_v<typename Kind::Key, std::string>) {
    return std::string(Kind::path) + "/" + view.code;
  } else {
    return std::string(Kind::path) + "/" + view.id.to_string();
  }
}

// What is archived is nothing to the public.
Result<bool> read_archived(http::QueryReader& query, const http::Request& request) {
  static constexpr std::string_view yes_no[] = {"true", "false"};
  const bool archived = query.choice("archived", yes_no).value_or("false") == "true";
  if (archived && request.context.principal.role < Role::operator_) {
    return fail(request.context.principal.role == Role::anonymous ? ProblemCode::unauthenticated
                                                                  : ProblemCode::forbidden,
                "what is archived is shown to operators");
  }
  return archived;
}

template <class View>
struct Page {
  std::vector<View> items;
  std::optional<std::string> next_cursor;
};

template <class View>
http::Reply list_reply(const Page<View>& page) {
  http::Reply reply;
  reply.body = "{\"items\":" + json::write(page.items);
  if (page.next_cursor) reply.body += ",\"next_cursor\":\"" + *page.next_cursor + '"';
  reply.body += '}';
  return reply;
}

template <class Kind>
Answer list(Inventory& inventory, http::Request& request) {
  http::QueryReader query(request);
  auto filter = Kind::Filter::read(query);
  const auto archived = read_archived(query, request);
  if (!archived) co_return std::unexpected(archived.error());
  if (auto read = query.done(); !read) co_return pass(std::move(read));
  filter.archived = *archived;
  const Reader reader(inventory.pool(), request.context.deadline);
  Page<typename Kind::View> page{co_await Kind::list(reader, filter), std::nullopt};
  if constexpr (requires { filter.limit; }) {
    if (page.items.size() == static_cast<std::size_t>(filter.limit))
      page.next_cursor = page.items.back().id.to_string();
  }
  co_return list_reply(page);
}

template <class Kind>
Answer show(Inventory& inventory, http::Request& request) {
  const auto key = key_in_path<typename Kind::Key>(request);
  if (!key) co_return fail(ProblemCode::not_found);
  const Reader reader(inventory.pool(), request.context.deadline);
  const auto view = co_await Kind::find(reader, *key);
  const bool visible =
      view && (!view->archived_at || request.context.principal.role >= Role::operator_);
  if (!visible) co_return fail(ProblemCode::not_found);
  co_return http::versioned_reply(*view, view->version);
}

template <class Kind>
Answer post(Inventory& inventory, http::Request& request) {
  auto body = json::parse<typename Kind::Body>(request.body);
  if (!body) co_return pass(std::move(body));
  auto name = http::read_idempotency_key(request);
  if (!name) co_return pass(std::move(name));
  auto made = co_await create<Kind>(inventory, request.context, std::move(*body), *name);
  if (!made) co_return pass(std::move(made));
  auto reply = http::versioned_reply(made->view, made->view.version, 201);
  reply.headers.emplace_back("location", place_of<Kind>(made->view));
  if (made->replayed) reply.headers.emplace_back("idempotency-replayed", "true");
  co_return reply;
}

template <class Kind>
Answer patch(Inventory& inventory, http::Request& request) {
  const auto key = key_in_path<typename Kind::Key>(request);
  if (!key) co_return fail(ProblemCode::not_found);
  auto wanted = http::read_update(request);
  if (!wanted) co_return pass(std::move(wanted));
  auto view = co_await update<Kind>(inventory, request.context, *key, std::move(*wanted));
  if (!view) co_return pass(std::move(view));
  co_return http::versioned_reply(*view, view->version);
}

http::Reply no_content() {
  http::Reply reply;
  reply.status = 204;
  reply.content_type.clear();
  return reply;
}

template <class Kind>
Answer remove(Inventory& inventory, http::Request& request) {
  const auto key = key_in_path<typename Kind::Key>(request);
  if (!key) co_return fail(ProblemCode::not_found);
  auto archived = co_await archive<Kind>(inventory, request.context, *key);
  if (!archived) co_return pass(std::move(archived));
  co_return no_content();
}

Answer remove_unit(Inventory& inventory, http::Request& request) {
  static constexpr std::string_view yes_no[] = {"true", "false"};
  const auto key = key_in_path<ObjectId>(request);
  if (!key) co_return fail(ProblemCode::not_found);
  http::QueryReader query(request);
  const bool force = query.choice("force", yes_no).value_or("false") == "true";
  if (auto read = query.done(); !read) co_return pass(std::move(read));
  auto archived = co_await archive_unit(inventory, request.context, *key, force);
  if (!archived) co_return pass(std::move(archived));
  co_return no_content();
}

class Routes {
 public:
  Routes(http::Router& router, Inventory& inventory) : router_(router), inventory_(inventory) {}

  void add(http::Method method, std::string pattern, Role access,
           Answer (*serve)(Inventory&, http::Request&)) {
    router_.add({.method = method,
                 .pattern = std::move(pattern),
                 .access = access,
                 .handler = [&inventory = inventory_, serve](http::Request& request) {
                   return serve(inventory, request);
                 }});
  }

  template <class Kind>
  void add_resource(const char* parameter, Role reads, Role writes) {
    const std::string all(Kind::path);
    const std::string one = all + "/{" + parameter + "}";
    add(http::Method::get, all, reads, list<Kind>);
    add(http::Method::post, all, writes, post<Kind>);
    add(http::Method::get, one, reads, show<Kind>);
    add(http::Method::patch, one, writes, patch<Kind>);
    add(http::Method::delete_, one, writes, remove<Kind>);
  }

 private:
  http::Router& router_;
  Inventory& inventory_;
};

}  // namespace

void add_routes(http::Router& router, Inventory& inventory) {
  Routes routes(router, inventory);
  routes.add_resource<LegalEntities>("id", Role::operator_, Role::administrator);
  routes.add_resource<ObjectTypes>("code", Role::anonymous, Role::administrator);
  routes.add_resource<Locations>("id", Role::anonymous, Role::operator_);
  routes.add_resource<Models>("id", Role::operator_, Role::operator_);
  routes.add_resource<Deadlines>("id", Role::operator_, Role::operator_);
  // The list and the card at /objects are the public's; operators have their own.
  routes.add(http::Method::get, "/api/v1/inventory", Role::operator_, list<Units>);
  routes.add(http::Method::get, "/api/v1/objects/{id}/settings", Role::operator_, show<Units>);
  routes.add(http::Method::post, "/api/v1/objects", Role::operator_, post<Units>);
  routes.add(http::Method::patch, "/api/v1/objects/{id}", Role::operator_, patch<Units>);
  routes.add(http::Method::delete_, "/api/v1/objects/{id}", Role::operator_, remove_unit);
}

}  // namespace prokat::objects::inventory
