// How every resource of the inventory is made, changed, archived and read: one transaction each,
// the same order of checks, the same answers. A Kind says what is particular to one resource:
//   using Key, Body, View, Filter;     View is the Body as stored, with version and archived_at
//   static constexpr std::string_view path;                    "/api/v1/locations"
//   static Key key_of(const Body&, UuidBytes fresh);           of a new row
//   static std::string text_of(const Key&); static Key key(const View&);
//   static Task<bool> lock(tx, Key);                           false: not there, or archived
//   static Task<Result<>> check(tx, Body&, const View* before) what only the database knows
//   static Task<Result<>> insert(tx, Key, Body, Change);       update(...) likewise
//   static Task<void> archive(tx, Key, Change);
//   static Task<std::optional<View>> find(Reader, Key);       also what is archived
// Rows are locked before they are read, so that a version that was compared is the one replaced.
#pragma once

#include "base/json_patch.hpp"
#include "events/request_key.hpp"
#include "services/objects/inventory/change.hpp"
#include "services/objects/inventory/fields.hpp"
#include "services/objects/inventory/inventory.hpp"
#include "services/objects/inventory/reader.hpp"

namespace prokat::objects::inventory {

template <class Kind>
struct Made {
  typename Kind::View view;
  bool replayed = false;  // an earlier request with this key made it
};

template <class Kind>
Task<Result<Made<Kind>>> create(Inventory& inventory, const CallContext& context,
                                typename Kind::Body body, std::optional<std::string> name) {
  const auto change = Change::by(context, inventory.clock().now());
  const auto fresh = make_uuid_v7();
  auto key = Kind::key_of(body, fresh);
  auto tx = co_await inventory.pool().transaction(context.deadline);
  if (name) {
    events::RequestKey request{change.actor, std::string(Kind::path), *name, json::write(body)};
    auto known = co_await events::claim_request_key(tx, std::move(request), fresh, change.now);
    if (!known) co_return pass(std::move(known));
    if (*known) {
      auto earlier = co_await Kind::find(tx, Kind::key_of(body, **known));
      if (!earlier) throw std::logic_error("an idempotency key names what does not exist");
      co_return Made<Kind>{std::move(*earlier), true};
    }
  }
  if (auto checked = co_await Kind::check(tx, body, nullptr); !checked)
    co_return pass(std::move(checked));
  if (auto made = co_await Kind::insert(tx, key, body, change); !made)
    co_return pass(std::move(made));
  auto view = co_await Kind::find(tx, key);
  co_await tx.commit();
  co_await inventory.announce(context.deadline);
  co_return Made<Kind>{std::move(view.value()), false};
}

// A unit or model below may depart from rules that change above it: together they must make sense.
template <class Kind>
Task<Result<>> write_update(pg::Transaction& tx, typename Kind::Key key, typename Kind::Body body,
                            Change change) {
  try {
    co_return co_await Kind::update(tx, std::move(key), std::move(body), std::move(change));
  } catch (const pg::Error& error) {
    if (error.constraint() != "rental_rules_units") throw;
  }
  co_return field_fault("/time_rules", "in-use",
                        "a unit would be left with units_max below units_min");
}

template <class Kind>
Task<Result<typename Kind::View>> update(Inventory& inventory, const CallContext& context,
                                         typename Kind::Key key, json::Update update) {
  using Body = typename Kind::Body;
  const auto change = Change::by(context, inventory.clock().now());
  auto tx = co_await inventory.pool().transaction(context.deadline);
  if (!co_await Kind::lock(tx, key)) co_return fail(ProblemCode::not_found);
  const auto before = co_await Kind::find(tx, key);
  auto body = json::revise(static_cast<const Body&>(before.value()), before->version, update);
  if (!body) co_return pass(std::move(body));
  if (auto checked = co_await Kind::check(tx, *body, &*before); !checked)
    co_return pass(std::move(checked));
  if (json::write(*body) == json::write(static_cast<const Body&>(*before))) co_return *before;
  if (auto changed = co_await write_update<Kind>(tx, key, *body, change); !changed)
    co_return pass(std::move(changed));
  auto view = co_await Kind::find(tx, key);
  co_await tx.commit();
  co_await inventory.announce(context.deadline);
  co_return std::move(view.value());
}

// Twice is fine.
template <class Kind>
Task<Result<>> archive(Inventory& inventory, const CallContext& context, typename Kind::Key key) {
  const auto change = Change::by(context, inventory.clock().now());
  auto tx = co_await inventory.pool().transaction(context.deadline);
  if (co_await Kind::lock(tx, key)) {
    co_await Kind::archive(tx, key, change);
    co_await tx.commit();
    co_await inventory.announce(context.deadline);
    co_return Result<>();
  }
  if (!co_await Kind::find(tx, key)) co_return fail(ProblemCode::not_found);
  co_return Result<>();
}

}  // namespace prokat::objects::inventory
