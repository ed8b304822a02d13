// S3 where it is not as it should be, on Ceph's gateway.
#include "storage/s3_storage.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>

#include "storage/failure.hpp"
#include "storage/s3_upload.hpp"
#include "storage/testing/s3_server.hpp"

namespace prokat::storage {
namespace {

using std::chrono::seconds;

class S3OnCeph : public ::testing::Test {
 protected:
  template <class T>
  T run(Task<T> task) {
    return loop_.run_until_done(std::move(task));
  }
  Result<void> put(ObjectStorage& storage, std::string key, Deadline deadline) {
    return run(storage.put(std::move(key), "x", "image/jpeg", deadline));
  }
  // What is thrown when a photo is put with these options.
  template <class Failure>
  std::string refusal(const S3Options& options) {
    S3Storage storage(egress_, options);
    try {
      static_cast<void>(put(storage, "photos/a.jpg", Deadline::in(seconds(10))));
    } catch (const Failure& failure) {
      return failure.what();
    }
    return "nothing was thrown";
  }

  runtime::Loop loop_{"test"};
  egress::Client egress_{loop_.executor()};
};

bool holds(const std::string& text, std::string_view part) { return text.contains(part); }

TEST_F(S3OnCeph, a_wrong_secret_names_the_setting_and_not_the_secret) {
  S3Options options = testing::s3_bucket();
  options.credentials.secret_key = Secret("wrong-secret-key");
  const std::string text = refusal<Misconfigured>(options);
  EXPECT_TRUE(holds(text, "storage.s3_secret_key")) << text;
  EXPECT_TRUE(holds(text, "SignatureDoesNotMatch")) << text;
  EXPECT_FALSE(holds(text, "wrong-secret-key")) << text;
}

TEST_F(S3OnCeph, an_unknown_access_key_names_the_setting) {
  S3Options options = testing::s3_bucket();
  options.credentials.access_key = "NOBODY";
  const std::string text = refusal<Misconfigured>(options);
  EXPECT_TRUE(holds(text, "storage.s3_access_key")) << text;
}

TEST_F(S3OnCeph, a_missing_bucket_names_it_and_the_setting) {
  S3Options options = testing::s3_bucket();
  options.bucket = "there-is-none-of-that-name";
  const std::string text = refusal<Misconfigured>(options);
  EXPECT_TRUE(holds(text, "there-is-none-of-that-name")) << text;
  EXPECT_TRUE(holds(text, "storage.s3_bucket")) << text;
}

TEST_F(S3OnCeph, a_gateway_that_stops_answering_is_unavailable_until_it_answers_again) {
  const char* file = std::getenv("PROKAT_TEST_S3_GATEWAY_PID");
  ASSERT_NE(file, nullptr) << "the file that names the gateway's process";
  int gateway = 0;
  std::ifstream(file) >> gateway;
  ASSERT_GT(gateway, 1);
  S3Storage storage(egress_, testing::s3_bucket());
  ASSERT_TRUE(put(storage, "outage/a.jpg", Deadline::in(seconds(10))));
  ASSERT_EQ(::kill(gateway, SIGSTOP), 0);
  EXPECT_THROW(static_cast<void>(put(storage, "outage/b.jpg", Deadline::in(seconds(1)))),
               Unavailable);
  ASSERT_EQ(::kill(gateway, SIGCONT), 0);
  EXPECT_TRUE(put(storage, "outage/c.jpg", Deadline::in(seconds(20))));
}

TEST_F(S3OnCeph, nobody_there_is_unavailable) {
  S3Options options = testing::s3_bucket();
  options.endpoint = "http://127.0.0.1:1";
  options.tries_max = 2;
  EXPECT_TRUE(holds(refusal<Unavailable>(options), "after 2 tries"));
}

TEST_F(S3OnCeph, uploads_of_a_process_that_died_are_abandoned_when_they_are_old) {
  S3Storage storage(egress_, testing::s3_bucket());
  S3Client client(egress_, testing::s3_bucket());
  S3Upload dead(client, "dead/a.jpg");
  S3Upload elsewhere(client, "elsewhere/a.jpg");
  const Deadline deadline = Deadline::in(seconds(20));
  run(dead.begin("image/jpeg", deadline));
  run(dead.send_part("some bytes", deadline));
  run(elsewhere.begin("image/jpeg", deadline));

  const Instant now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  const auto abandon = [&](Instant before) {
    return run(storage.abandon_uploads("dead/", before, deadline)).value();
  };
  EXPECT_EQ(abandon(now - std::chrono::hours(1)), 0);
  EXPECT_EQ(abandon(now + std::chrono::hours(1)), 1);
  EXPECT_EQ(abandon(now + std::chrono::hours(1)), 0);
  EXPECT_EQ(run(storage.abandon_uploads("elsewhere/", Instant::max(), deadline)).value(), 1);
}

}  // namespace
}  // namespace prokat::storage
