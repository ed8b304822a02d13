#include "services/objects/photos/photo_store.hpp"

#include <algorithm>
#include <charconv>

#include "services/objects/sql.hpp"

namespace prokat::objects {

namespace {

constexpr std::string_view unique_violation = "23505";

// $1 and $2 of every statement about one owner: one of them is NULL.
pg::Params owner_params(const PhotoOwner& owner) {
  pg::Params params;
  const auto* object = std::get_if<ObjectId>(&owner);
  const auto* model = std::get_if<ModelId>(&owner);
  params.add(object ? std::optional(*object) : std::nullopt);
  params.add(model ? std::optional(*model) : std::nullopt);
  return params;
}

UuidBytes bytes_of(const PhotoOwner& owner) {
  return std::visit([](const auto& id) { return id.bytes(); }, owner);
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
  params.add(photo.now).add(photo.principal);
  params.add_bytes(from_hex(photo.request_sha256)).add(photo.key);
  return params;
}

pg::Params upload_params(const NewPhoto& photo) {
  pg::Params params;
  params.add(photo.principal).add(*photo.key).add(bytes_of(photo.owner));
  params.add_bytes(from_hex(photo.request_sha256));
  return params;
}

AddAnswer upload_answer(const pg::Row& row) {
  return {row.get<bool>("same") ? AddOutcome::replay : AddOutcome::mismatch,
          row.get<PhotoId>("photo_id")};
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

Task<std::optional<AddAnswer>> PhotoStore::find_upload(NewPhoto photo, Deadline deadline) {
  if (!photo.key) co_return std::nullopt;
  const auto rows =
      co_await pool_.statement(sql::find_photo_upload, upload_params(photo), deadline);
  if (rows.empty()) co_return std::nullopt;
  co_return upload_answer(rows.only());
}

Task<AddAnswer> PhotoStore::add(NewPhoto photo, Deadline deadline) {
  bool twin = false;
  try {
    auto tx = co_await pool_.transaction(deadline);
    if (!co_await lock_owner(tx, photo.owner)) co_return AddAnswer{AddOutcome::no_owner, {}};
    const auto rows = co_await tx.statement(sql::add_photo, add_params(photo));
    co_await tx.commit();
    co_return AddAnswer{rows.empty() ? AddOutcome::limit_reached : AddOutcome::added, photo.id};
  } catch (const pg::Error& error) {
    twin = error.sqlstate() == unique_violation && error.constraint() == "photo_uploads_pkey";
    if (!twin) throw;
  }
  // The same upload came twice at once, and the other was faster.
  const auto answer = co_await find_upload(photo, deadline);
  if (!answer) throw std::logic_error("an upload's key is taken and not there");
  co_return *answer;
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

Task<void> PhotoStore::forget_uploads(Instant before, Deadline deadline) {
  co_await pool_.statement(sql::forget_photo_uploads, pg::Params().add(before), deadline);
}

}  // namespace prokat::objects
