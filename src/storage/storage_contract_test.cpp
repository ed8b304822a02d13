// What every backend keeps, asked of each: the folder, S3 by path and S3 by host name.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "storage/folder_storage.hpp"
#include "storage/s3_storage.hpp"
#include "storage/testing/s3_server.hpp"

namespace prokat::storage {
namespace {

namespace fs = std::filesystem;

Deadline soon() { return Deadline::in(std::chrono::seconds(20)); }

// Gives the pieces one by one; a piece "!" is a failure.
class Pieces final : public ContentSource {
 public:
  explicit Pieces(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {}
  Task<std::optional<std::string>> next(Deadline) override {
    if (at_ == pieces_.size()) co_return std::nullopt;
    if (pieces_[at_] == "!") throw std::runtime_error("the source broke");
    co_return pieces_[at_++];
  }

 private:
  std::vector<std::string> pieces_;
  std::size_t at_ = 0;
};

class StorageContract : public ::testing::TestWithParam<std::string> {
 protected:
  StorageContract() {
    if (GetParam() == "folder") {
      std::string pattern = (fs::temp_directory_path() / "prokat-storage-XXXXXX").string();
      top_ = ::mkdtemp(pattern.data());
      storage_ = std::make_unique<FolderStorage>(top_, pool_);
      return;
    }
    S3Options options = testing::s3_bucket();
    if (GetParam() == "s3_by_host") {
      options.path_style = false;
      options.endpoint.replace(options.endpoint.find("127.0.0.1"), 9, "localhost");
    }
    storage_ = std::make_unique<S3Storage>(egress_, options);
  }
  ~StorageContract() override {
    if (!top_.empty()) fs::remove_all(top_);
  }

  // A folder of keys for each test, since they share a bucket.
  std::string key(const std::string& name) const { return folder_ + name; }

  template <class T>
  T run(Task<T> task) {
    return loop_.run_until_done(std::move(task));
  }
  Result<void> put(std::string name, std::string content, std::string type) {
    return run(storage_->put(key(name), std::move(content), std::move(type), soon()));
  }
  std::string content_of(std::string name) {
    const auto object = run(storage_->get(key(name), soon()));
    return object ? object->content : std::string(problem_info(object.error().code).name);
  }
  std::vector<std::string> names(std::string after = "") {
    const auto page = run(storage_->list(folder_, after.empty() ? "" : key(after), soon()));
    std::vector<std::string> found;
    for (const StoredEntry& entry : page.value().entries) {
      found.push_back(entry.key.substr(folder_.size()));
    }
    return found;
  }

  const std::string folder_ = "t-" + format_uuid(make_uuid_v7()) + "/";
  fs::path top_;
  runtime::Loop loop_{"test"};
  runtime::CpuPool pool_{2, 16};
  egress::Client egress_{loop_.executor()};
  std::unique_ptr<ObjectStorage> storage_;
};

TEST_P(StorageContract, what_was_put_is_read_back_with_its_type) {
  const std::string bytes("\xFF\xD8\0\n<Error><Code>InternalError</Code></Error>", 46);
  ASSERT_TRUE(put("1/card.jpg", bytes, "image/jpeg"));
  const auto object = run(storage_->get(key("1/card.jpg"), soon()));
  ASSERT_TRUE(object);
  EXPECT_EQ(object->content, bytes);
  EXPECT_EQ(object->content_type, "image/jpeg");
}

TEST_P(StorageContract, what_begins_like_an_error_is_content_all_the_same) {
  const std::string text = "<Error><Code>InternalError</Code></Error>";
  ASSERT_TRUE(put("a.txt", text, "text/plain; charset=utf-8"));
  EXPECT_EQ(content_of("a.txt"), text);
}

TEST_P(StorageContract, writing_again_replaces) {
  ASSERT_TRUE(put("a.json", "one", "application/json"));
  ASSERT_TRUE(put("a.json", "two", "application/json"));
  EXPECT_EQ(content_of("a.json"), "two");
}

TEST_P(StorageContract, empty_objects_are_objects) {
  ASSERT_TRUE(put("empty.txt", "", "text/plain; charset=utf-8"));
  EXPECT_EQ(content_of("empty.txt"), "");
  EXPECT_EQ(run(storage_->find(key("empty.txt"), soon()))->bytes, 0);
}

TEST_P(StorageContract, what_is_not_there_is_not_found) {
  ASSERT_TRUE(put("1/card.jpg", "x", "image/jpeg"));
  for (const char* name : {"2/card.jpg", "1/other.jpg", "1/card.jp", "nothing"}) {
    EXPECT_EQ(content_of(name), "not-found") << name;
    const auto found = run(storage_->find(key(name), soon()));
    ASSERT_FALSE(found) << name;
    EXPECT_EQ(found.error().code, ProblemCode::not_found) << name;
  }
}

TEST_P(StorageContract, finding_tells_size_and_time) {
  const auto machine = [] {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  };
  const Instant before = machine();
  ASSERT_TRUE(put("a.png", "12345", "image/png"));
  const auto found = run(storage_->find(key("a.png"), soon()));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->key, key("a.png"));
  EXPECT_EQ(found->bytes, 5);
  // S3 tells whole seconds.
  EXPECT_GE(found->written_at, before - std::chrono::seconds(2));
  EXPECT_LE(found->written_at, machine() + std::chrono::seconds(2));
}

TEST_P(StorageContract, erasing_removes_and_erasing_nothing_is_fine) {
  ASSERT_TRUE(put("b.png", "x", "image/png"));
  EXPECT_TRUE(run(storage_->erase(key("b.png"), soon())));
  EXPECT_EQ(content_of("b.png"), "not-found");
  EXPECT_TRUE(run(storage_->erase(key("b.png"), soon())));
  EXPECT_TRUE(run(storage_->erase(key("never/there.png"), soon())));
}

TEST_P(StorageContract, type_that_contradicts_the_ending_is_refused) {
  const auto done = put("a.jpg", "x", "image/png");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ProblemCode::validation_failed);
  EXPECT_EQ(done.error().errors.at(0).pointer, "/content_type");
}

TEST_P(StorageContract, every_operation_checks_the_key) {
  const std::string bad = "../a";
  Pieces nothing({});
  EXPECT_FALSE(run(storage_->put(bad, "x", "application/octet-stream", soon())));
  EXPECT_FALSE(run(storage_->put_from(bad, nothing, "application/octet-stream", soon())));
  EXPECT_FALSE(run(storage_->get(bad, soon())));
  EXPECT_FALSE(run(storage_->find(bad, soon())));
  EXPECT_FALSE(run(storage_->erase(bad, soon())));
  EXPECT_FALSE(run(storage_->list(bad, "", soon())));
  EXPECT_FALSE(run(storage_->list("photos", "", soon()))) << "a prefix ends with a slash";
  EXPECT_FALSE(run(storage_->abandon_uploads("/", Instant::max(), soon())));
  EXPECT_FALSE(storage_->presigned_url(bad, std::chrono::seconds(60)));
}

TEST_P(StorageContract, listing_is_in_the_order_of_keys_and_goes_on_after_one) {
  EXPECT_EQ(names(), std::vector<std::string>{});
  for (const char* name : {"b/2.jpg", "a/1.jpg", "b-c.jpg", "b/1.jpg", "b.jpg"}) {
    ASSERT_TRUE(put(name, "123", "image/jpeg"));
  }
  EXPECT_EQ(names(),
            (std::vector<std::string>{"a/1.jpg", "b-c.jpg", "b.jpg", "b/1.jpg", "b/2.jpg"}));
  EXPECT_EQ(names("b.jpg"), (std::vector<std::string>{"b/1.jpg", "b/2.jpg"}));
  EXPECT_EQ(names("b/2.jpg"), std::vector<std::string>{});
  EXPECT_EQ(run(storage_->list(folder_ + "a/", "", soon()))->entries.at(0).bytes, 3);
}

TEST_P(StorageContract, content_in_pieces_is_put_together) {
  Pieces small({"one ", "", "two ", "three"});
  ASSERT_TRUE(
      run(storage_->put_from(key("small.txt"), small, "text/plain; charset=utf-8", soon())));
  EXPECT_EQ(content_of("small.txt"), "one two three");

  Pieces none({});
  ASSERT_TRUE(run(storage_->put_from(key("none.txt"), none, "text/plain; charset=utf-8", soon())));
  EXPECT_EQ(content_of("none.txt"), "");
}

TEST_P(StorageContract, content_of_many_parts_arrives_whole) {
  std::vector<std::string> pieces;
  std::string whole;
  for (int i = 0; i < 23; ++i) {  // 11.5 MiB: two parts of 5 and one of 1.5
    pieces.emplace_back(512 * 1024, static_cast<char>('a' + i));
    whole += pieces.back();
  }
  Pieces source(std::move(pieces));
  ASSERT_TRUE(run(storage_->put_from(key("large.gz"), source, "application/gzip", soon())));
  EXPECT_EQ(run(storage_->find(key("large.gz"), soon()))->bytes,
            static_cast<std::int64_t>(whole.size()));
  EXPECT_TRUE(content_of("large.gz") == whole);

  const std::string exact(10 * 1024 * 1024, 'z');  // ends where a part does
  ASSERT_TRUE(put("exact.gz", exact, "application/gzip"));
  EXPECT_TRUE(content_of("exact.gz") == exact);
}

TEST_P(StorageContract, a_source_that_breaks_leaves_nothing_behind) {
  const std::string piece(3 * 1024 * 1024, 'x');
  for (const auto& pieces : {std::vector<std::string>{"x", "!"},
                             std::vector<std::string>{piece, piece, piece, piece, "!"}}) {
    Pieces source(pieces);
    EXPECT_THROW(run(storage_->put_from(key("a.gz"), source, "application/gzip", soon())),
                 std::runtime_error);
  }
  EXPECT_EQ(names(), std::vector<std::string>{});
  EXPECT_EQ(run(storage_->abandon_uploads(folder_, Instant::max(), soon())).value(), 0);
}

TEST_P(StorageContract, a_link_is_good_for_its_object_alone) {
  ASSERT_TRUE(put("a.txt", "for you", "text/plain; charset=utf-8"));
  const auto link = storage_->presigned_url(key("a.txt"), std::chrono::seconds(300));
  if (GetParam() == "folder") {
    EXPECT_FALSE(link);
    return;
  }
  ASSERT_TRUE(link);
  const auto answer = run(egress_.send({.service = "test", .url = *link}, soon()));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "for you");
  std::string other = *link;
  other.replace(other.find("a.txt"), 5, "b.txt");
  EXPECT_EQ(run(egress_.send({.service = "test", .url = other}, soon())).status, 403);
  EXPECT_FALSE(storage_->presigned_url(key("a.txt"), std::chrono::days(8)));
  EXPECT_FALSE(storage_->presigned_url(key("a.txt"), std::chrono::seconds(0)));
}

INSTANTIATE_TEST_SUITE_P(Each, StorageContract,
                         ::testing::Values("folder", "s3_by_path", "s3_by_host"),
                         [](const auto& backend) { return backend.param; });

}  // namespace
}  // namespace prokat::storage
