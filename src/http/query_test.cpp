#include "http/query.hpp"

#include <gtest/gtest.h>

namespace prokat::http {
namespace {

Request request_of(std::vector<std::pair<std::string, std::string>> query) {
  return Request{.query = std::move(query),
                 .context = CallContext{.deadline = Deadline::in(std::chrono::seconds(1))}};
}

// "?name code" of every fault, in order.
std::vector<std::string> faults_of(const Result<>& done) {
  std::vector<std::string> faults;
  if (done) return faults;
  EXPECT_EQ(done.error().code, ProblemCode::validation_failed);
  for (const FieldError& error : done.error().errors) {
    faults.push_back(error.pointer + " " + error.code);
  }
  return faults;
}

using Faults = std::vector<std::string>;

TEST(QueryReader, sound_parameters_become_typed_values) {
  const Request request = request_of({{"type", "car"},
                                      {"limit", "20"},
                                      {"start", "2027-05-01"},
                                      {"end", "2027-05-03T10:00:00+03:00"},
                                      {"location", "018f0000-0000-7000-8000-000000000011"},
                                      {"sort", "name"},
                                      {"q", ""}});
  QueryReader query(request);
  constexpr std::string_view sorts[] = {"price", "name"};
  EXPECT_EQ(query.text("type", 40), "car");
  EXPECT_EQ(query.integer<int>("limit", 1, 100), 20);
  EXPECT_TRUE(std::holds_alternative<LocalDate>(query.date_or_instant("start").value()));
  EXPECT_TRUE(std::holds_alternative<Instant>(query.date_or_instant("end").value()));
  EXPECT_EQ(query.id<LocationId>("location").value().to_string(),
            "018f0000-0000-7000-8000-000000000011");
  EXPECT_EQ(query.choice("sort", sorts), "name");
  EXPECT_EQ(query.text("q", 40), std::nullopt);
  EXPECT_EQ(query.text("cursor", 40), std::nullopt);
  EXPECT_TRUE(query.done());
}

TEST(QueryReader, every_fault_is_named_at_once) {
  const Request request = request_of({{"type", "a very long type"},
                                      {"limit", "0"},
                                      {"page", "1x"},
                                      {"start", "2027-02-30"},
                                      {"at", "2027-05-01"},
                                      {"location", "7"},
                                      {"sort", "random"},
                                      {"limit", "5"},
                                      {"colour", "red"}});
  QueryReader query(request);
  constexpr std::string_view sorts[] = {"price", "name"};
  query.text("type", 5);
  query.integer<int>("limit", 1, 100);
  query.integer<int>("page", 1, 100);
  query.date("start");
  query.instant("at");
  query.id<LocationId>("location");
  query.choice("sort", sorts);
  EXPECT_EQ(faults_of(query.done()),
            (Faults{"?type too-long", "?limit out-of-range", "?page wrong-type", "?start bad-date",
                    "?at bad-instant", "?location bad-id", "?sort unknown-value",
                    "?limit duplicate", "?colour unknown-field"}));
}

TEST(QueryReader, path_that_is_no_id_names_nothing) {
  Request request = request_of({});
  request.path_params = {{"id", "12"}};
  EXPECT_EQ(path_id<ObjectId>(request, "id").error().code, ProblemCode::not_found);
  request.path_params = {{"id", "018f0000-0000-7000-8000-000000000011"}};
  EXPECT_TRUE(path_id<ObjectId>(request, "id"));
}

TEST(QueryProblem, body_pointers_become_names_of_parameters) {
  const Problem problem = as_query_problem(
      {ProblemCode::validation_failed, "", {{"/start", "too-soon", ""}, {"?q", "x", ""}}, ""});
  EXPECT_EQ(problem.errors[0].pointer, "?start");
  EXPECT_EQ(problem.errors[1].pointer, "?q");
}

}  // namespace
}  // namespace prokat::http
