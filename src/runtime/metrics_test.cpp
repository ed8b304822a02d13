#include "runtime/metrics.hpp"

#include <gmock/gmock.h>

#include "runtime/clock.hpp"

namespace prokat {
namespace {

using testing::HasSubstr;

TEST(Metrics, equal_names_and_labels_are_one_series) {
  metrics::counter("prokat_test_total", "A test", {{"kind", "a"}}).add();
  metrics::counter("prokat_test_total", "A test", {{"kind", "a"}}).add(2);
  metrics::counter("prokat_test_total", "A test", {{"kind", "b"}}).add();
  const std::string page = metrics::render();
  EXPECT_THAT(page, HasSubstr("# HELP prokat_test_total A test"));
  EXPECT_THAT(page, HasSubstr("# TYPE prokat_test_total counter"));
  EXPECT_THAT(page, HasSubstr("prokat_test_total{kind=\"a\"} 3"));
  EXPECT_THAT(page, HasSubstr("prokat_test_total{kind=\"b\"} 1"));
}

TEST(Metrics, gauges_go_up_and_down) {
  const metrics::Gauge gauge = metrics::gauge("prokat_test_open", "Open things");
  gauge.set(5);
  gauge.add(-2);
  EXPECT_THAT(metrics::render(), HasSubstr("prokat_test_open 3"));
}

TEST(Metrics, histograms_have_buckets_from_half_a_millisecond_to_ten_seconds) {
  const metrics::Histogram histogram = metrics::histogram("prokat_test_seconds", "Time");
  histogram.observe(0.0004);
  histogram.observe(0.2);
  histogram.observe(60);
  const std::string page = metrics::render();
  EXPECT_THAT(page, HasSubstr("prokat_test_seconds_bucket{le=\"0.0005\"} 1"));
  EXPECT_THAT(page, HasSubstr("prokat_test_seconds_bucket{le=\"0.25\"} 2"));
  EXPECT_THAT(page, HasSubstr("prokat_test_seconds_bucket{le=\"10\"} 2"));
  EXPECT_THAT(page, HasSubstr("prokat_test_seconds_bucket{le=\"+Inf\"} 3"));
  EXPECT_THAT(page, HasSubstr("prokat_test_seconds_count 3"));
}

TEST(Metrics, the_process_itself_is_among_them) {
  const std::string page = metrics::render();
  for (const char* name : {"\nprocess_cpu_seconds_total ", "\nprocess_resident_memory_bytes ",
                           "\nprocess_open_fds "}) {
    const auto at = page.find(name);
    ASSERT_NE(at, std::string::npos) << name;
    EXPECT_GT(std::stod(page.substr(page.find(' ', at))), 0) << name;
  }
}

TEST(Metrics, a_handle_that_was_never_looked_up_does_nothing) {
  metrics::Counter().add();
  metrics::Gauge().set(1);
  metrics::Histogram().observe(1);
}

TEST(Clock, business_time_can_be_moved_both_ways) {
  using namespace std::chrono_literals;
  runtime::Clock clock;
  const Instant real = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  EXPECT_LT(clock.now() - real, 5s);
  clock.set_offset(240h);
  EXPECT_GE(clock.now() - real, 240h);
  clock.set_offset(-240h);
  EXPECT_LT(clock.now() - real, -239h);
  EXPECT_EQ(clock.offset(), -240h);
}

}  // namespace
}  // namespace prokat
