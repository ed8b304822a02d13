#include "storage/folder_storage.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "runtime/loop.hpp"
#include "storage/folder_files.hpp"
#include "storage/object_key.hpp"

namespace prokat::storage {
namespace {

namespace fs = std::filesystem;

Deadline soon() { return Deadline::in(std::chrono::seconds(10)); }

class Storage : public ::testing::Test {
 protected:
  Storage() {
    std::string pattern = (fs::temp_directory_path() / "prokat-storage-XXXXXX").string();
    top_ = ::mkdtemp(pattern.data());
    folder_ = top_ / "objects";
    storage_.emplace(folder_, pool_);
  }
  ~Storage() override { fs::remove_all(top_); }

  Result<void> put(std::string key, std::string content, std::string type) {
    return loop_.run_until_done(
        storage_->put(std::move(key), std::move(content), std::move(type), soon()));
  }
  Result<StoredObject> get(std::string key) {
    return loop_.run_until_done(storage_->get(std::move(key), soon()));
  }
  Result<void> erase(std::string key) {
    return loop_.run_until_done(storage_->erase(std::move(key), soon()));
  }

  fs::path top_;
  fs::path folder_;
  runtime::Loop loop_{"test"};
  runtime::CpuPool pool_{2, 16};
  std::optional<FolderStorage> storage_;
};

TEST_F(Storage, what_was_put_is_read_back_with_its_type) {
  const std::string bytes("\xFF\xD8\0\n", 4);
  ASSERT_TRUE(put("photos/1/card.jpg", bytes, "image/jpeg"));
  const auto object = get("photos/1/card.jpg");
  ASSERT_TRUE(object);
  EXPECT_EQ(object->content, bytes);
  EXPECT_EQ(object->content_type, "image/jpeg");
}

TEST_F(Storage, writing_again_replaces_and_leaves_nothing_else) {
  ASSERT_TRUE(put("a.json", "one", "application/json"));
  ASSERT_TRUE(put("a.json", "two", "application/json"));
  EXPECT_EQ(get("a.json")->content, "two");
  EXPECT_TRUE(fs::is_empty(folder_ / ".unfinished"));
}

TEST_F(Storage, empty_objects_are_objects) {
  ASSERT_TRUE(put("empty.txt", "", "text/plain; charset=utf-8"));
  EXPECT_EQ(get("empty.txt")->content, "");
}

TEST_F(Storage, what_is_not_there_is_not_found) {
  ASSERT_TRUE(put("photos/1/card.jpg", "x", "image/jpeg"));
  for (const char* key : {"photos/2/card.jpg", "photos/1/other.jpg", "photos/1", "nothing"}) {
    const auto object = get(key);
    ASSERT_FALSE(object) << key;
    EXPECT_EQ(object.error().code, ProblemCode::not_found) << key;
  }
}

TEST_F(Storage, erasing_removes_and_erasing_nothing_is_fine) {
  ASSERT_TRUE(put("a/b.png", "x", "image/png"));
  EXPECT_TRUE(erase("a/b.png"));
  EXPECT_FALSE(get("a/b.png"));
  EXPECT_TRUE(erase("a/b.png"));
  EXPECT_TRUE(erase("never/there.png"));
}

TEST_F(Storage, type_that_contradicts_the_ending_is_refused) {
  const auto done = put("a.jpg", "x", "image/png");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ProblemCode::validation_failed);
  EXPECT_EQ(done.error().errors.at(0).pointer, "/content_type");
}

struct KeyRow {
  std::string key;
  bool valid;
};

TEST(StorageKeys, only_plain_relative_keys_are_taken) {
  const std::vector<KeyRow> rows = {
      {"a", true},
      {"photos/0190-ab_c/card.v2.jpg", true},
      {std::string(512, 'a'), true},
      {std::string(513, 'a'), false},
      {"", false},
      {"/", false},
      {"/etc/passwd", false},
      {"a/", false},
      {"a//b", false},
      {".", false},
      {"..", false},
      {"../a", false},
      {"a/../b", false},
      {"a/./b", false},
      {".hidden", false},
      {".unfinished/1", false},
      {"a/.b", false},
      {"A", false},
      {"a b", false},
      {"a\\b", false},
      {"фото", false},
      {"a%2e", false},
      {std::string("a\0b", 3), false},
  };
  for (const KeyRow& row : rows) {
    EXPECT_EQ(check_key(row.key).has_value(), row.valid) << row.key;
  }
}

TEST_F(Storage, every_operation_checks_the_key) {
  EXPECT_EQ(put("../a", "x", "application/octet-stream").error().code,
            ProblemCode::validation_failed);
  EXPECT_EQ(get("../a").error().code, ProblemCode::validation_failed);
  EXPECT_EQ(erase("../a").error().code, ProblemCode::validation_failed);
  EXPECT_FALSE(fs::exists(top_ / "a"));
}

TEST_F(Storage, symbolic_links_lead_nowhere) {
  std::ofstream(top_ / "secret.txt") << "outside";
  fs::create_directory(top_ / "elsewhere");
  fs::create_symlink(top_ / "secret.txt", folder_ / "link.txt");
  fs::create_directory_symlink(top_ / "elsewhere", folder_ / "way");
  EXPECT_THROW(get("link.txt"), std::system_error);
  EXPECT_THROW(put("way/a.txt", "x", "text/plain; charset=utf-8"), std::system_error);
  EXPECT_TRUE(fs::is_empty(top_ / "elsewhere"));
  // Writing over a link replaces the link, not what it points to.
  ASSERT_TRUE(put("link.txt", "inside", "text/plain; charset=utf-8"));
  EXPECT_EQ(*read_file(top_.string(), "secret.txt"), "outside");
  EXPECT_EQ(get("link.txt")->content, "inside");
}

TEST_F(Storage, unfinished_files_of_dead_processes_are_removed_at_start) {
  std::ofstream(folder_ / ".unfinished" / "999999999-1") << "half";
  std::ofstream(folder_ / ".unfinished" / "1-7") << "another living process writes this";
  storage_.emplace(folder_, pool_);
  EXPECT_FALSE(fs::exists(folder_ / ".unfinished" / "999999999-1"));
  EXPECT_TRUE(fs::exists(folder_ / ".unfinished" / "1-7"));
}

TEST_F(Storage, failed_write_leaves_the_old_object_and_no_rest) {
  ASSERT_TRUE(put("a.txt", "old", "text/plain; charset=utf-8"));
  fs::create_directory(folder_ / "taken.txt");
  EXPECT_THROW(put("taken.txt", "x", "text/plain; charset=utf-8"), std::system_error);
  EXPECT_THROW(put("a.txt/b.txt", "x", "text/plain; charset=utf-8"), std::system_error);
  EXPECT_EQ(get("a.txt")->content, "old");
  EXPECT_TRUE(fs::is_empty(folder_ / ".unfinished"));
}

TEST_F(Storage, folder_that_cannot_be_made_is_an_error_that_names_the_setting) {
  std::ofstream(top_ / "file") << "x";
  try {
    prepare_folder((top_ / "file" / "objects").string());
    FAIL() << "a folder inside a file was made";
  } catch (const std::system_error& error) {
    EXPECT_NE(std::string(error.what()).find("storage.dir"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace prokat::storage
