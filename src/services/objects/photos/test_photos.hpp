// A desk over the small business of ../test_catalogue.hpp and a storage in memory.
#pragma once

#include "media/testing/pictures.hpp"
#include "services/objects/photos/photo_desk.hpp"
#include "services/objects/photos/photo_sweep.hpp"
#include "services/objects/test_catalogue.hpp"
#include "storage/testing/memory_storage.hpp"

namespace prokat::objects {

class PhotoTest : public Catalogue {
 protected:
  void SetUp() override {
    Catalogue::SetUp();
    execute("TRUNCATE idempotency_keys");
    object = add(TestObject{});
  }

  ModelId add_model(const char* name = "Granta") {
    const auto id = ModelId::make();
    execute(
        "INSERT INTO object_models (id, type, name_ru, created_at) "
        "VALUES ($1, 'car', $2, '2027-01-01Z')",
        pg::Params().add(id).add(name));
    return id;
  }

  // Pictures of different widths are different pictures.
  Result<AddedPhoto> upload(PhotoOwner owner, int width = 64,
                            std::optional<std::string> key = std::nullopt) {
    return run(desk.add(context(Role::operator_), owner,
                        {media::testing::jpeg({.width = width}), "image/jpeg", std::move(key)}));
  }
  PhotoId uploaded(PhotoOwner owner, int width = 64) {
    const auto added = upload(owner, width);
    EXPECT_TRUE(added) << fault_of(added);
    return added->photo.id;
  }
  std::vector<PhotoId> shown(ObjectId id) {
    std::vector<PhotoId> ids;
    for (const Photo& photo : run(service.find(context(), {id, {}, {}}))->photos) {
      ids.push_back(photo.id);
    }
    return ids;
  }
  std::int64_t rows() {
    return execute("SELECT count(*) AS n FROM photos").only().get<std::int64_t>("n");
  }

  ObjectId object;
  storage::testing::MemoryStorage storage;
  media::PhotoMaker maker{{}, 2};
  int changes = 0;
  PhotoDesk desk{pool, storage, maker, clock, [this] { ++changes; }};
};

}  // namespace prokat::objects
