#include "storage/settings.hpp"

#include <gtest/gtest.h>

#include <map>

#include "runtime/loop.hpp"
#include "storage/failure.hpp"

namespace prokat::storage {
namespace {

using Environment = std::map<std::string, std::string>;

Environment s3_with(const Environment& changes) {
  Environment environment = {{"PROKAT_STORAGE_BACKEND", "s3"},
                             {"PROKAT_STORAGE_S3_ENDPOINT", "https://storage.example"},
                             {"PROKAT_STORAGE_S3_BUCKET", "photos-of-prokat"},
                             {"PROKAT_STORAGE_S3_ACCESS_KEY", "key"},
                             {"PROKAT_STORAGE_S3_SECRET_KEY", "secret"}};
  for (const auto& [name, value] : changes) environment[name] = value;
  return environment;
}

runtime::Config load(const Environment& environment) {
  // A file that is there and empty: not the checkout's own.
  return runtime::Config::load({"/dev/null", environment}).value();
}

std::string faults_of(const Environment& environment) {
  std::string text;
  for (const FieldError& fault : check_settings(load(environment))) {
    text += (text.empty() ? "" : ", ") + fault.pointer + " " + fault.code;
  }
  return text;
}

TEST(StorageSettings, what_does_not_fit_together_is_named) {
  struct Row {
    Environment environment;
    const char* faults;
  };
  const Row table[] = {
      {{}, ""},
      {s3_with({}), ""},
      {s3_with({{"PROKAT_STORAGE_S3_ENDPOINT", "http://127.0.0.1:9000/"}}), ""},
      {s3_with({{"PROKAT_STORAGE_S3_ENDPOINT", ""}}), "storage.s3_endpoint required"},
      {s3_with({{"PROKAT_STORAGE_S3_ENDPOINT", "https://storage.example/bucket"}}),
       "storage.s3_endpoint bad-value"},
      {s3_with({{"PROKAT_STORAGE_S3_BUCKET", ""}}), "storage.s3_bucket required"},
      {s3_with({{"PROKAT_STORAGE_S3_BUCKET", "ab"}}), "storage.s3_bucket bad-value"},
      {s3_with({{"PROKAT_STORAGE_S3_BUCKET", "Photos"}}), "storage.s3_bucket bad-value"},
      {s3_with({{"PROKAT_STORAGE_S3_BUCKET", "a.b.c"}}), ""},
      {s3_with({{"PROKAT_STORAGE_S3_BUCKET", "a.b.c"}, {"PROKAT_STORAGE_S3_PATH_STYLE", "false"}}),
       "storage.s3_bucket bad-value"},
      {s3_with({{"PROKAT_STORAGE_S3_ACCESS_KEY", ""}, {"PROKAT_STORAGE_S3_SECRET_KEY", ""}}),
       "storage.s3_access_key required, storage.s3_secret_key required"},
  };
  for (const Row& row : table) EXPECT_EQ(faults_of(row.environment), row.faults);
}

TEST(StorageSettings, no_storage_is_made_of_settings_that_do_not_fit) {
  runtime::Loop loop("test");
  runtime::CpuPool pool(1, 1);
  egress::Client egress(loop.executor());
  const auto config = load(s3_with({{"PROKAT_STORAGE_S3_BUCKET", ""}}));
  EXPECT_THROW(make_storage(config, egress, pool), Misconfigured);
}

}  // namespace
}  // namespace prokat::storage
