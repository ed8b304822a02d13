#include "base/id.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>
#include <vector>

namespace prokat {
namespace {

TEST(Id, a_new_one_is_a_version_7_uuid_with_the_present_millisecond) {
  using namespace std::chrono;
  const auto before = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  const UuidBytes bytes = make_uuid_v7();
  const auto after = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  std::int64_t stamp = 0;
  for (std::size_t i = 0; i < 6; ++i) stamp = stamp * 256 + bytes[i];
  EXPECT_GE(stamp, before);
  EXPECT_LE(stamp, after);
  EXPECT_EQ(bytes[6] >> 4, 7);
  EXPECT_EQ(bytes[8] >> 6, 2);
}

TEST(Id, ids_of_several_threads_never_meet) {
  std::vector<std::vector<UuidBytes>> made(4);
  std::vector<std::thread> threads;
  for (auto& mine : made) {
    threads.emplace_back([&mine] {
      for (int i = 0; i < 20'000; ++i) mine.push_back(make_uuid_v7());
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<UuidBytes> all;
  for (const auto& mine : made) all.insert(mine.begin(), mine.end());
  EXPECT_EQ(all.size(), 80'000U);
}

TEST(Id, later_ones_sort_after_earlier_ones) {
  std::vector<UuidBytes> ids;
  for (int i = 0; i < 50; ++i) {
    ids.push_back(make_uuid_v7());
    std::this_thread::sleep_for(std::chrono::microseconds(50));
  }
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
}

TEST(Id, text_and_bytes_are_the_same_thing) {
  const std::string text = "0190163d-8694-739b-aea5-966c26f8ad91";
  const auto id = BookingId::parse(text);
  ASSERT_TRUE(id);
  EXPECT_EQ(id->to_string(), text);
  EXPECT_EQ(BookingId::parse("0190163D-8694-739B-AEA5-966C26F8AD91"), id);
  EXPECT_TRUE(BookingId().is_nil());
  EXPECT_FALSE(id->is_nil());
}

TEST(Id, everything_but_the_canonical_form_is_refused) {
  for (const char* text :
       {"", "0190163d8694739baea5966c26f8ad91", "{0190163d-8694-739b-aea5-966c26f8ad91}",
        "0190163d-8694-739b-aea5-966c26f8ad9", "0190163d-8694-739b-aea5-966c26f8ad911",
        "0190163g-8694-739b-aea5-966c26f8ad91", "0190163d-8694-739b-aea5_966c26f8ad91",
        "0190163d-8694-739b-aea-5966c26f8ad91", " 190163d-8694-739b-aea5-966c26f8ad91"}) {
    EXPECT_FALSE(BookingId::parse(text)) << text;
  }
}

TEST(Id, a_derived_one_depends_on_its_seed_alone) {
  const EventId first = EventId::derive("receipt:1");
  EXPECT_EQ(first, EventId::derive("receipt:1"));
  EXPECT_NE(first, EventId::derive("receipt:2"));
  // SHA-256 of the seed, cut to 16 bytes, with version 8 and the RFC's variant written into it.
  EXPECT_EQ(EventId::derive("").to_string(), "e3b0c442-98fc-8c14-9afb-f4c8996fb924");
}

TEST(Id, making_one_costs_far_less_than_a_microsecond) {
  constexpr int count = 100'000;
  const auto start = std::chrono::steady_clock::now();
  unsigned sum = 0;
  for (int i = 0; i < count; ++i) sum += make_uuid_v7()[15];
  const std::chrono::duration<double, std::nano> spent = std::chrono::steady_clock::now() - start;
  RecordProperty("ns_per_id", static_cast<int>(spent.count() / count));
  EXPECT_GT(sum, 0U);
  // About 60 ns in the release build; the bound leaves room for sanitizers and a busy machine.
  EXPECT_LT(spent.count() / count, 5'000);
}

}  // namespace
}  // namespace prokat
