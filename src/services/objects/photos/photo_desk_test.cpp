#include "services/objects/photos/photo_desk.hpp"

#include <gmock/gmock.h>

#include "services/objects/photos/test_photos.hpp"

namespace prokat::objects {
namespace {

using testing::ElementsAre;

using PhotosOfObjects = PhotoTest;

TEST_F(PhotosOfObjects, an_added_photo_is_shown_in_every_size_and_its_bytes_are_there) {
  const auto added = upload(object, 640);
  ASSERT_TRUE(added) << fault_of(added);
  const Photo& photo = added->photo;
  const std::string folder = "photos/" + photo.id.to_string() + "/";
  EXPECT_EQ(photo.url, "/api/v1/photos/" + photo.id.to_string());
  EXPECT_EQ(photo.storage_key, folder + "original.jpg");
  EXPECT_EQ(photo.width, 640);
  ASSERT_EQ(photo.variants.size(), 2U);
  EXPECT_EQ(photo.variants[0].variant, "card");
  EXPECT_EQ(photo.variants[1].variant, "thumb");
  EXPECT_EQ(photo.variants[1].url, photo.url + "?variant=thumb");
  EXPECT_EQ(photo.variants[1].width, 320);
  EXPECT_THAT(storage.keys(),
              ElementsAre(folder + "card.jpg", folder + "original.jpg", folder + "thumb.jpg"));
  const auto seen = run(service.find(context(), {object, {}, {}}));
  ASSERT_EQ(seen->photos.size(), 1U);
  EXPECT_EQ(json::write(seen->photos[0]), json::write(photo));
  EXPECT_EQ(changes, 1);
}

TEST_F(PhotosOfObjects, a_png_stays_one_and_its_variants_are_jpegs) {
  const auto added = run(desk.add(context(Role::operator_), object,
                                  {media::testing::png(), "image/png", std::nullopt}));
  ASSERT_TRUE(added) << fault_of(added);
  EXPECT_TRUE(added->photo.storage_key.ends_with("/original.png"));
  EXPECT_EQ(added->photo.content_type, "image/png");
  EXPECT_EQ(added->photo.variants[0].content_type, "image/jpeg");
}

TEST_F(PhotosOfObjects, photos_of_a_model_stand_in_until_an_object_has_its_own) {
  const auto model = add_model();
  const auto unit = add({.model_id = model});
  const auto of_model = uploaded(model);
  EXPECT_THAT(shown(unit), ElementsAre(of_model));
  const auto own = uploaded(unit, 65);
  EXPECT_THAT(shown(unit), ElementsAre(own));
  EXPECT_THAT(shown(object), ElementsAre());
}

TEST_F(PhotosOfObjects, what_is_not_there_or_archived_gets_no_photo_and_keeps_no_bytes) {
  execute("UPDATE objects SET archived_at = '2027-01-02Z' WHERE id = $1", pg::Params().add(object));
  for (const PhotoOwner& owner :
       {PhotoOwner(object), PhotoOwner(ObjectId::make()), PhotoOwner(ModelId::make())}) {
    EXPECT_EQ(fault_of(upload(owner)), "not-found");
  }
  EXPECT_THAT(storage.keys(), ElementsAre());
}

TEST_F(PhotosOfObjects, a_bad_picture_is_refused_before_anything_is_stored) {
  const auto added = run(desk.add(context(Role::operator_), object,
                                  {media::testing::png(), "image/jpeg", std::nullopt}));
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, ProblemCode::bad_image);
  EXPECT_EQ(fault_of(added), " type-mismatch");
  EXPECT_THAT(storage.keys(), ElementsAre());
}

TEST_F(PhotosOfObjects, the_order_is_the_one_asked_for) {
  const auto first = uploaded(object, 61);
  const auto second = uploaded(object, 62);
  const auto third = uploaded(object, 63);
  EXPECT_THAT(shown(object), ElementsAre(first, second, third));
  const auto ordered = run(desk.order(context(Role::operator_), object, {{third, first, second}}));
  ASSERT_TRUE(ordered) << fault_of(ordered);
  EXPECT_EQ(ordered->items[0].id, third);
  EXPECT_THAT(shown(object), ElementsAre(third, first, second));
  const auto fourth = uploaded(object, 64);
  EXPECT_THAT(shown(object), ElementsAre(third, first, second, fourth));
}

TEST_F(PhotosOfObjects, an_order_that_does_not_name_every_photo_once_is_refused) {
  const auto first = uploaded(object, 61);
  const auto second = uploaded(object, 62);
  const auto foreign = uploaded(add({}), 63);
  const auto order = [&](std::vector<PhotoId> ids) {
    return fault_of(run(desk.order(context(Role::operator_), object, {std::move(ids)})));
  };
  const std::string refused = "/photo_ids not-the-photos";
  EXPECT_EQ(order({}), refused);
  EXPECT_EQ(order({first}), refused);
  EXPECT_EQ(order({first, first}), refused);
  EXPECT_EQ(order({first, second, foreign}), refused);
  EXPECT_EQ(order({first, second, second}), refused);
  EXPECT_EQ(order({second, first}), "");
  EXPECT_EQ(fault_of(run(desk.order(context(Role::operator_), ObjectId::make(), {}))), "not-found");
}

TEST_F(PhotosOfObjects, a_removed_photo_is_gone_with_its_bytes) {
  const auto first = uploaded(object, 61);
  const auto second = uploaded(object, 62);
  const auto remove = [&](PhotoOwner owner, PhotoId id) {
    return fault_of(run(desk.remove(context(Role::operator_), owner, id)));
  };
  EXPECT_EQ(remove(add({}), first), "not-found") << "it belongs to another object";
  EXPECT_EQ(remove(object, first), "");
  EXPECT_EQ(remove(object, first), "not-found");
  EXPECT_THAT(shown(object), ElementsAre(second));
  for (const std::string& key : storage.keys()) {
    EXPECT_THAT(key, testing::HasSubstr(second.to_string()));
  }
}

TEST_F(PhotosOfObjects, an_eleventh_is_refused_and_leaves_no_bytes) {
  for (int i = 0; i < 10; ++i) uploaded(object, 60 + i);
  const auto before = storage.keys();
  EXPECT_EQ(fault_of(upload(object, 80)), "photo-limit-reached");
  EXPECT_EQ(storage.keys(), before);
}

// The tasks run on one loop, over connections of their own.
struct Crowd {
  int added = 0;
  int replayed = 0;
  int refused = 0;
  int running = 0;
};

Task<void> join_crowd(PhotoDesk& desk, PhotoOwner owner, PhotoUpload upload, Crowd& crowd) {
  const auto added = co_await desk.add({.request_id = "test",
                                        .deadline = Deadline::in(std::chrono::seconds(30)),
                                        .principal = {Role::operator_, "test"}},
                                       owner, std::move(upload));
  if (!added) {
    ++crowd.refused;
  } else {
    ++(added->replayed ? crowd.replayed : crowd.added);
  }
  --crowd.running;
}

Task<void> wait_for(Crowd& crowd) {
  const auto deadline = Deadline::in(std::chrono::seconds(60));
  while (crowd.running > 0 && !deadline.passed()) {
    co_await runtime::sleep_for(std::chrono::milliseconds(5));
  }
}

TEST_F(PhotosOfObjects, of_sixteen_at_once_ten_are_taken) {
  pg::Pool wide(loop.executor(), {.url = test_database(), .connections = 8});
  PhotoDesk busy(wide, storage, maker, clock, [] {});
  Crowd crowd{.running = 16};
  for (int i = 0; i < 16; ++i) {
    runtime::spawn(loop.executor(), "test",
                   join_crowd(busy, object,
                              {media::testing::jpeg({.width = 60 + i}), "image/jpeg", {}}, crowd));
  }
  run(wait_for(crowd));
  EXPECT_EQ(crowd.added, 10);
  EXPECT_EQ(crowd.refused, 6);
  EXPECT_EQ(rows(), 10);
  EXPECT_EQ(storage.keys().size(), 30U);
}

TEST_F(PhotosOfObjects, twins_of_one_key_are_one_photo) {
  pg::Pool wide(loop.executor(), {.url = test_database(), .connections = 8});
  PhotoDesk busy(wide, storage, maker, clock, [] {});
  Crowd crowd{.running = 8};
  for (int i = 0; i < 8; ++i) {
    runtime::spawn(
        loop.executor(), "test",
        join_crowd(busy, object, {media::testing::jpeg(), "image/jpeg", "key-1"}, crowd));
  }
  run(wait_for(crowd));
  EXPECT_EQ(crowd.added, 1);
  EXPECT_EQ(crowd.replayed + crowd.refused, 7) << "refused: the first is still under way";
  EXPECT_EQ(rows(), 1);
  EXPECT_EQ(storage.keys().size(), 3U);
}

TEST_F(PhotosOfObjects, a_key_stands_for_one_picture) {
  const auto first = upload(object, 64, "key-1");
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->replayed);
  const auto again = upload(object, 64, "key-1");
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->photo.id, first->photo.id);
  EXPECT_EQ(fault_of(upload(object, 65, "key-1")), "idempotency-mismatch");
  EXPECT_EQ(rows(), 1);
  EXPECT_EQ(storage.keys().size(), 3U);
  EXPECT_FALSE(upload(add({}), 64, "key-1")->replayed) << "another address, another request";
}

TEST_F(PhotosOfObjects, a_late_repeat_neither_fails_at_ten_nor_brings_a_removed_one_back) {
  const auto first = upload(object, 64, "key-1");
  for (int i = 1; i < 10; ++i) uploaded(object, 64 + i);
  EXPECT_TRUE(upload(object, 64, "key-1")->replayed);
  ASSERT_TRUE(run(desk.remove(context(Role::operator_), object, first->photo.id)));
  EXPECT_EQ(fault_of(upload(object, 64, "key-1")), "not-found");
  EXPECT_EQ(rows(), 9);
}

TEST_F(PhotosOfObjects, a_storage_that_fails_in_the_middle_leaves_nothing) {
  for (int puts = 0; puts < 3; ++puts) {
    storage.puts_left = puts;
    EXPECT_THROW(upload(object), storage::Unavailable) << puts;
    EXPECT_THAT(storage.keys(), ElementsAre()) << puts;
  }
  EXPECT_EQ(rows(), 0);
}

}  // namespace
}  // namespace prokat::objects
