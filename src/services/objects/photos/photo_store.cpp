#include "services/objects/photos/photo_store.hpp"

#include <algorithm>
#include <charconv>

#include "services/objects/sql.hpp"

namespace prokat::objects {

namespace {

// $1 and $2 of every statement about one owner: one of them is NULL.
pg::Params owner_params(const PhotoOwner& owner) {
  pg::Params params;
  const auto* object = std::get_if<ObjectId>(&owner);
  const auto* model = std::get_if<ModelId>(&owner);
  params.add(object ? std::optional(*object) : std::nullopt);
  params.add(model ? std::optional(*model) : std::nullopt);
  return params;
}

std::vector<std::uint8_t> from_hex(const std::string& text) {
  std::vector<std::uint8_t> bytes(text.size() / 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::from_chars(text.data() + 2 * i, text.data() + 2 * i + 2, bytes[i], 16);
  }
  return bytes;
}

pg::Params add_params(const NewPhoto& photo) {
  std::vector<std::string> variants, keys, types;
  std::vector<std::int64_t> widths, heights, sizes;
  std::vector<std::vector<std::uint8_t>> hashes;
  for (const StoredImage& image : photo.images) {
    variants.push_back(image.variant);
    keys.push_back(image.storage_key);
    types.push_back(image.content_type);
    widths.push_back(image.width);
    heights.push_back(image.height);
    sizes.push_back(image.bytes);
    hashes.push_back(from_hex(image.sha256));
  }
  const auto* object = std::get_if<ObjectId>(&photo.owner);
  const auto* model = std::get_if<ModelId>(&photo.owner);
  pg::Params params;
  params.add(photo.id).add(object ? std::optional(*object) : std::nullopt);
  params.add(model ? std::optional(*model) : std::nullopt);
  params.add_array(variants).add_array(keys).add_array(types);
  params.add_array(widths).add_array(heights).add_array(sizes).add_array(hashes);
  params.add(photo.now);
  return params;
}

std::vector<Photo> photos_of(const pg::Rows& rows) {
  std::vector<Photo> photos;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto photo = json::parse<Photo>(rows[i].text("photo"));
    if (!photo) throw std::logic_error("list_photos gives what is no photo");
    photos.push_back(std::move(*photo));
  }
  return photos;
}

Task<bool> lock_owner(pg::Transaction& tx, PhotoOwner owner) {
  const auto rows = co_await tx.statement(sql::lock_photo_owner, owner_params(owner));
  co_return !rows.empty();
}

}  // namespace

Task<Result<AddAnswer>> PhotoStore::add(NewPhoto photo, Deadline deadline) {
  auto tx = co_await pool_.transaction(deadline);
  if (photo.key) {
    auto known = co_await events::claim_request_key(tx, *photo.key, photo.id.bytes(), photo.now);
    if (!known) co_return pass(std::move(known));
    if (*known) co_return AddAnswer{PhotoId(**known), true};
  }
  if (!co_await lock_owner(tx, photo.owner)) co_return fail(ProblemCode::not_found);
  const auto rows = co_await tx.statement(sql::add_photo, add_params(photo));
  if (rows.empty()) co_return fail(ProblemCode::photo_limit_reached, "ten photos at most");
  co_await tx.commit();
  co_return AddAnswer{photo.id, false};
}

Task<std::vector<Photo>> PhotoStore::list(PhotoOwner owner, Deadline deadline) {
  co_return photos_of(co_await pool_.statement(sql::list_photos, owner_params(owner), deadline));
}

Task<OrderOutcome> PhotoStore::order(PhotoOwner owner, std::vector<PhotoId> ids,
                                     Deadline deadline) {
  auto tx = co_await pool_.transaction(deadline);
  if (!co_await lock_owner(tx, owner)) co_return OrderOutcome::no_owner;
  std::vector<PhotoId> present;
  for (const Photo& photo :
       photos_of(co_await tx.statement(sql::list_photos, owner_params(owner)))) {
    present.push_back(photo.id);
  }
  if (!std::ranges::is_permutation(present, ids)) co_return OrderOutcome::other_photos;
  co_await tx.statement(sql::order_photos, std::move(owner_params(owner).add_array(ids)));
  co_await tx.commit();
  co_return OrderOutcome::ordered;
}

Task<std::vector<std::string>> PhotoStore::remove(PhotoOwner owner, PhotoId id, Deadline deadline) {
  auto tx = co_await pool_.transaction(deadline);
  if (!co_await lock_owner(tx, owner)) co_return std::vector<std::string>();
  const auto rows =
      co_await tx.statement(sql::remove_photo, std::move(owner_params(owner).add(id)));
  co_await tx.commit();
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    keys.push_back(rows[i].get<std::string>("storage_key"));
  }
  co_return keys;
}

Task<std::vector<PhotoId>> PhotoStore::known_among(std::vector<PhotoId> ids, Deadline deadline) {
  const auto rows =
      co_await pool_.statement(sql::list_known_photos, pg::Params().add_array(ids), deadline);
  std::vector<PhotoId> known;
  for (std::size_t i = 0; i < rows.size(); ++i) known.push_back(rows[i].get<PhotoId>("id"));
  co_return known;
}

}  // namespace prokat::objects
