#include "services/booking/rate_card_cache.hpp"

#include <gtest/gtest.h>

namespace prokat::booking {
namespace {

using std::chrono::seconds;

SharedRateCard card(const char* name, int rate_version = 1) {
  rental::RateCard made;
  made.object_id = ObjectId::derive(name);
  made.rate_version = rate_version;
  return std::make_shared<const rental::RateCard>(made);
}

const RateCardCache::SteadyTime start{};

TEST(RateCardCache, gives_back_the_newest_card_of_an_object) {
  RateCardCache cache(10, seconds(300));
  cache.put(card("kia", 1), start);
  cache.put(card("kia", 2), start);
  EXPECT_EQ(cache.find(ObjectId::derive("kia"), start)->rate_version, 2);
  EXPECT_EQ(cache.size(), 1U);
}

TEST(RateCardCache, forgets_a_card_that_is_too_old) {
  RateCardCache cache(10, seconds(300));
  cache.put(card("kia"), start);
  EXPECT_NE(cache.find(ObjectId::derive("kia"), start + seconds(299)), nullptr);
  EXPECT_EQ(cache.find(ObjectId::derive("kia"), start + seconds(300)), nullptr);
  EXPECT_EQ(cache.size(), 0U);
}

TEST(RateCardCache, drops_the_least_recently_used_when_it_is_full) {
  RateCardCache cache(2, seconds(300));
  cache.put(card("kia"), start);
  cache.put(card("lada"), start);
  EXPECT_NE(cache.find(ObjectId::derive("kia"), start), nullptr);
  cache.put(card("boat"), start);
  EXPECT_NE(cache.find(ObjectId::derive("kia"), start), nullptr);
  EXPECT_EQ(cache.find(ObjectId::derive("lada"), start), nullptr);
  EXPECT_NE(cache.find(ObjectId::derive("boat"), start), nullptr);
}

TEST(RateCardCache, forgets_what_it_is_told_to) {
  RateCardCache cache(2, seconds(300));
  cache.put(card("kia"), start);
  cache.erase(ObjectId::derive("kia"));
  cache.erase(ObjectId::derive("never seen"));
  EXPECT_EQ(cache.find(ObjectId::derive("kia"), start), nullptr);
}

}  // namespace
}  // namespace prokat::booking
