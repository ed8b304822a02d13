#include "services/objects/photos/photo_routes.hpp"

#include <gmock/gmock.h>

#include "services/objects/photos/test_photos.hpp"
#include "services/objects/routes.hpp"

namespace prokat::objects {
namespace {

class PhotoRoutes : public PhotoTest {
 protected:
  void SetUp() override {
    PhotoTest::SetUp();
    add_routes(router, service, files);
    add_photo_routes(router, desk);
  }

  struct Call {
    http::Method method;
    std::string path;
    std::string body = {};
    http::Headers headers = {};
    std::vector<std::pair<std::string, std::string>> query = {};
  };
  Result<http::Reply> call(Call wanted) {
    const auto match = router.match(wanted.method, wanted.path);
    if (match.route == nullptr) throw std::logic_error("no route for " + wanted.path);
    http::Request request{.path = wanted.path,
                          .path_params = match.path_params,
                          .query = std::move(wanted.query),
                          .headers = std::move(wanted.headers),
                          .body = std::move(wanted.body),
                          .context = context(Role::operator_)};
    return run(match.route->handler(request));
  }
  Result<http::Reply> post(const std::string& owner, std::string body,
                           http::Headers headers = {{"content-type", "image/jpeg"}}) {
    return call({http::Method::post, owner + "/photos", std::move(body), std::move(headers)});
  }
  std::string of_object() const { return "/api/v1/objects/" + object.to_string(); }
  static std::string header(const http::Reply& reply, std::string_view name) {
    for (const auto& [key, value] : reply.headers) {
      if (key == name) return value;
    }
    return "";
  }

  PhotoFiles files{pool, storage};
  http::Router router;
};

TEST_F(PhotoRoutes, operators_alone_change_photos_and_only_uploads_are_large) {
  int uploads = 0;
  for (const auto& route : router.routes()) {
    if (route->method == http::Method::get) continue;
    EXPECT_EQ(route->access, Role::operator_) << route->pattern;
    const bool upload = route->method == http::Method::post;
    EXPECT_EQ(route->body_max, upload ? 5 * 1024 * 1024 : 64 * 1024) << route->pattern;
    EXPECT_EQ(route->body_type, upload ? "image/jpeg, image/png" : "application/json");
    uploads += upload ? 1 : 0;
  }
  EXPECT_EQ(uploads, 2);
}

TEST_F(PhotoRoutes, an_uploaded_photo_is_served_in_every_size) {
  const auto added = post(of_object(), media::testing::jpeg({.width = 640, .height = 480}));
  ASSERT_TRUE(added) << fault_of(added);
  EXPECT_EQ(added->status, 201);
  const std::string url = header(*added, "location");
  EXPECT_THAT(url, testing::StartsWith("/api/v1/photos/"));

  std::set<std::string> etags;
  for (const char* variant : {"", "original", "card", "thumb"}) {
    const auto served =
        call({.method = http::Method::get, .path = url, .query = {{"variant", variant}}});
    ASSERT_TRUE(served) << variant;
    EXPECT_EQ(served->content_type, "image/jpeg");
    EXPECT_THAT(served->body, testing::StartsWith("\xFF\xD8\xFF")) << variant;
    etags.insert(header(*served, "etag"));
  }
  EXPECT_EQ(etags.size(), 3U) << "the original, asked for twice, and two variants";
  EXPECT_EQ(
      fault_of(call({.method = http::Method::get, .path = url, .query = {{"variant", "huge"}}})),
      "?variant unknown-value");
}

TEST_F(PhotoRoutes, a_photo_without_variants_is_served_as_it_is) {
  const auto id = uploaded(object);
  execute("DELETE FROM photo_variants");
  const auto served = call({.method = http::Method::get,
                            .path = "/api/v1/photos/" + id.to_string(),
                            .query = {{"variant", "card"}}});
  ASSERT_TRUE(served);
  EXPECT_EQ(served->body, storage.objects.at("photos/" + id.to_string() + "/original.jpg"));
}

TEST_F(PhotoRoutes, a_repeated_upload_says_so) {
  const http::Headers headers = {{"content-type", "image/jpeg"}, {"idempotency-key", "k"}};
  const auto first = post(of_object(), media::testing::jpeg(), headers);
  const auto second = post(of_object(), media::testing::jpeg(), headers);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(header(*first, "idempotency-replayed"), "");
  EXPECT_EQ(header(*second, "idempotency-replayed"), "true");
  EXPECT_EQ(first->body, second->body);
  EXPECT_EQ(fault_of(post(of_object(), media::testing::jpeg(),
                          {{"content-type", "image/jpeg"}, {"idempotency-key", ""}})),
            "Idempotency-Key bad-value");
}

TEST_F(PhotoRoutes, photos_are_put_in_order_and_removed) {
  const auto first = uploaded(object, 61).to_string();
  const auto second = uploaded(object, 62).to_string();
  const auto ordered = call({http::Method::patch, of_object() + "/photos",
                             R"({"photo_ids":[")" + second + R"(",")" + first + R"("]})"});
  ASSERT_TRUE(ordered) << fault_of(ordered);
  EXPECT_THAT(ordered->body, testing::StartsWith(R"({"items":[{"id":")" + second));
  const auto removed = call({http::Method::delete_, of_object() + "/photos/" + second});
  ASSERT_TRUE(removed);
  EXPECT_EQ(removed->status, 204);
  EXPECT_EQ(shown(object).size(), 1U);
}

TEST_F(PhotoRoutes, models_have_the_same_routes) {
  const std::string of_model = "/api/v1/object-models/" + add_model().to_string();
  const auto added = post(of_model, media::testing::png(), {{"content-type", "image/PNG"}});
  ASSERT_TRUE(added) << fault_of(added);
  EXPECT_THAT(added->body, testing::HasSubstr("\"content_type\":\"image/png\""));
}

TEST_F(PhotoRoutes, faults_are_named) {
  struct Row {
    http::Method method;
    std::string path;
    std::string body;
    const char* fault;
  };
  const std::string nobody = "/api/v1/objects/" + ObjectId::make().to_string();
  const std::string photo = "/photos/" + PhotoId::make().to_string();
  using http::Method;
  const Row table[] = {
      {Method::post, "/api/v1/objects/7/photos", media::testing::jpeg(), "not-found"},
      {Method::post, nobody + "/photos", media::testing::jpeg(), "not-found"},
      {Method::post, of_object() + "/photos", "", " empty"},
      {Method::post, of_object() + "/photos", "no picture", " not-an-image"},
      {Method::patch, "/api/v1/objects/7/photos", "{}", "not-found"},
      {Method::patch, nobody + "/photos", R"({"photo_ids":[]})", "not-found"},
      {Method::patch, of_object() + "/photos", "[", "bad-json"},
      {Method::patch, of_object() + "/photos", "{}", "/photo_ids required"},
      {Method::patch, of_object() + "/photos", R"({"photo_ids":["7"]})", "/photo_ids/0 bad-uuid"},
      {Method::patch, of_object() + "/photos", R"({"photo_ids":[],"x":1})", "/x unknown-field"},
      {Method::delete_, of_object() + "/photos/7", "", "not-found"},
      {Method::delete_, of_object() + photo, "", "not-found"},
      {Method::delete_, "/api/v1/object-models/7" + photo, "", "not-found"},
  };
  for (const Row& row : table) {
    const http::Headers headers = {{"content-type", "image/jpeg"}};
    EXPECT_EQ(fault_of(call({row.method, row.path, row.body, headers})), row.fault)
        << row.path << " " << row.body.substr(0, 30);
  }
}

}  // namespace
}  // namespace prokat::objects
