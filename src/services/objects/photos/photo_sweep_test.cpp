#include "services/objects/photos/photo_sweep.hpp"

#include <gmock/gmock.h>

#include "services/objects/photos/test_photos.hpp"

namespace prokat::objects {
namespace {

class PhotoSweeps : public PhotoTest {
 protected:
  void sweep() {
    PhotoSweep sweeper(pool, storage, std::chrono::hours(1));
    while (run(sweeper.step())) {
    }
  }
  // What is left of an upload whose process died, or whose storage went away: its bytes.
  void interrupt_upload(int puts) {
    storage.puts_left = puts;
    storage.erasing_fails = true;
    EXPECT_THROW(upload(object), storage::Unavailable);
    storage.puts_left = 1'000'000;
    storage.erasing_fails = false;
  }
};

TEST_F(PhotoSweeps, interrupted_uploads_leave_nothing_behind_and_photos_stay) {
  const auto kept = uploaded(object);
  const auto keys = storage.keys();
  interrupt_upload(1);
  interrupt_upload(2);
  EXPECT_EQ(storage.keys().size(), 6U);

  storage.age = std::chrono::minutes(59);
  sweep();
  EXPECT_EQ(storage.keys().size(), 6U) << "an upload may still be under way";
  storage.age = std::chrono::minutes(61);
  sweep();
  EXPECT_EQ(storage.keys(), keys);
  EXPECT_THAT(shown(object), testing::ElementsAre(kept));
}

TEST_F(PhotoSweeps, bytes_that_could_not_be_erased_with_their_photo_go_later) {
  const auto photo = uploaded(object);
  storage.erasing_fails = true;
  ASSERT_TRUE(run(desk.remove(context(Role::operator_), object, photo)));
  EXPECT_EQ(storage.keys().size(), 3U);
  storage.erasing_fails = false;
  storage.age = std::chrono::hours(2);
  sweep();
  EXPECT_THAT(storage.keys(), testing::ElementsAre());
}

TEST_F(PhotoSweeps, only_what_is_named_like_ours_is_looked_at) {
  for (const char* key : {"photos/readme.txt", "photos/by-hand/1.jpg", "demo/m01-1.png"}) {
    storage.objects[key] = "x";
  }
  storage.age = std::chrono::hours(2);
  sweep();
  EXPECT_EQ(storage.keys().size(), 3U);
}

TEST_F(PhotoSweeps, a_storage_of_many_pages_is_swept_whole) {
  storage.page_size = 2;
  uploaded(object);
  for (int i = 0; i < 5; ++i) interrupt_upload(2);
  storage.age = std::chrono::hours(2);
  sweep();
  EXPECT_EQ(storage.keys().size(), 3U);
}

TEST_F(PhotoSweeps, a_storage_full_of_unknown_photos_is_left_alone) {
  for (int i = 0; i < 60; ++i) {
    storage.objects["photos/" + PhotoId::make().to_string() + "/card.jpg"] = "x";
  }
  storage.age = std::chrono::hours(2);
  sweep();
  EXPECT_EQ(storage.keys().size(), 60U) << "the database may be the wrong one";
}

}  // namespace
}  // namespace prokat::objects
