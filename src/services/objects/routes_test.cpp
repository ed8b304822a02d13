#include "services/objects/routes.hpp"

#include <gmock/gmock.h>

#include "services/objects/inventory/routes.hpp"
#include "services/objects/test_catalogue.hpp"
#include "storage/testing/memory_storage.hpp"

namespace prokat::objects {
namespace {

class ObjectRoutes : public Catalogue {
 protected:
  void SetUp() override {
    Catalogue::SetUp();
    storage.objects["photos/x.jpg"] = "bytes";
    add_routes(router, service, files);
    inventory::add_routes(router, inventory);
  }

  Result<http::Reply> get(std::string path,
                          std::vector<std::pair<std::string, std::string>> query = {},
                          http::Headers headers = {}) {
    const auto match = router.match(http::Method::get, path);
    if (match.route == nullptr) throw std::logic_error("no route for " + path);
    EXPECT_EQ(match.route->access, Role::anonymous);
    http::Request request{.path = path,
                          .path_params = match.path_params,
                          .query = std::move(query),
                          .headers = std::move(headers),
                          .context = context(Role::anonymous)};
    return run(match.route->handler(request));
  }

  storage::testing::MemoryStorage storage;
  PhotoFiles files{pool, storage};
  inventory::Inventory inventory{pool, clock};
  http::Router router;
};

TEST_F(ObjectRoutes, lists_are_served_as_items) {
  for (const char* path : {"/api/v1/object-types", "/api/v1/locations", "/api/v1/objects"}) {
    const auto reply = get(path);
    ASSERT_TRUE(reply) << path;
    EXPECT_EQ(reply->status, 200);
    EXPECT_THAT(reply->body, testing::StartsWith("{\"items\":[")) << path;
  }
}

TEST_F(ObjectRoutes, search_takes_every_parameter_of_the_contract) {
  const auto id = add({});
  const auto reply = get("/api/v1/objects", {{"type", "car"},
                                             {"location", LocationId::derive("kazan").to_string()},
                                             {"start", "2027-05-01"},
                                             {"end", "2027-05-03T10:00:00+03:00"},
                                             {"price_max_minor", "600000"},
                                             {"q", "granta"},
                                             {"sort", "name"},
                                             {"limit", "1"}});
  ASSERT_TRUE(reply) << fault_of(reply);
  EXPECT_THAT(reply->body, testing::HasSubstr(id.to_string()));
  EXPECT_THAT(reply->body,
              testing::HasSubstr(R"("total":{"amount_minor":600000,"currency":"RUB"})"));
}

TEST_F(ObjectRoutes, faulty_parameters_are_named_with_a_question_mark) {
  const std::string object = "/api/v1/objects/" + add({}).to_string();
  struct Row {
    std::string path;
    std::vector<std::pair<std::string, std::string>> query;
    const char* fault;
  };
  const Row table[] = {
      {"/api/v1/objects", {{"limit", "0"}}, "?limit out-of-range"},
      {"/api/v1/objects", {{"limit", "ten"}}, "?limit wrong-type"},
      {"/api/v1/objects", {{"sort", "random"}}, "?sort unknown-value"},
      {"/api/v1/objects", {{"location", "7"}}, "?location bad-id"},
      {"/api/v1/objects", {{"start", "tomorrow"}}, "?start bad-date"},
      {"/api/v1/objects", {{"start", "2027-05-01"}}, "?end required"},
      {"/api/v1/objects", {{"cursor", "abc"}}, "?cursor bad-cursor"},
      {"/api/v1/objects", {{"price_max_minor", "-1"}}, "?price_max_minor out-of-range"},
      {"/api/v1/objects", {{"colour", "red"}}, "?colour unknown-field"},
      {"/api/v1/objects/7", {}, "not-found"},
      {"/api/v1/objects/7/availability", {}, "not-found"},
      {"/api/v1/photos/7", {}, "not-found"},
      {"/api/v1/photos/" + PhotoId::make().to_string(), {}, "not-found"},
      {object, {{"start", "2027-05-02"}, {"end", "2027-05-01"}}, "?end end-before-start"},
      {object + "/availability", {}, "?from required"},
      {object + "/availability", {{"from", "2027-05-01"}, {"to", ""}}, "?to required"},
      {object + "/availability", {{"from", "1 May"}, {"to", "2027-05-01"}}, "?from bad-date"},
      {object + "/availability",
       {{"from", "2027-05-02"}, {"to", "2027-05-01"}},
       "?to end-before-start"},
  };
  for (const Row& row : table) {
    EXPECT_EQ(fault_of(get(row.path, row.query)), row.fault) << row.path;
  }
}

TEST_F(ObjectRoutes, an_object_and_its_month_are_served) {
  const std::string object = "/api/v1/objects/" + add({}).to_string();
  EXPECT_THAT(get(object)->body, testing::HasSubstr("\"name\":{\"ru\":\"Lada Granta\""));
  const auto month = get(object + "/availability", {{"from", "2027-05-01"}, {"to", "2027-06-01"}});
  ASSERT_TRUE(month);
  EXPECT_THAT(month->body, testing::HasSubstr(R"({"date":"2027-05-31","state":"free")"));
}

TEST_F(ObjectRoutes, photos_may_be_kept_for_good_and_are_not_sent_twice) {
  const auto id = PhotoId::make();
  execute(
      "INSERT INTO photos (id, object_id, storage_key, content_type, width, height, "
      "size_bytes, sha256, created_at) VALUES ($1, $2, 'photos/x.jpg', 'image/jpeg', 8, 6, 5, "
      "'\\x00ff', '2027-01-01Z')",
      pg::Params().add(id).add(add({})));
  const auto reply = get("/api/v1/photos/" + id.to_string());
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->body, "bytes");
  EXPECT_EQ(reply->content_type, "image/jpeg");
  EXPECT_THAT(reply->headers, testing::Contains(testing::Pair(
                                  "cache-control", "public, max-age=31536000, immutable")));
  EXPECT_THAT(reply->headers, testing::Contains(testing::Pair("etag", "\"00ff\"")));

  const auto again = get("/api/v1/photos/" + id.to_string(), {}, {{"if-none-match", "\"00ff\""}});
  EXPECT_EQ(again->status, 304);
  EXPECT_EQ(again->body, "");
}

}  // namespace
}  // namespace prokat::objects
