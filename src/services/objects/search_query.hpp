// A search request, read: what the statements are given and what is decided after pricing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/objects/dates.hpp"
#include "services/objects/service.hpp"

namespace prokat::objects {

enum class SearchSort { price, price_down, name, newest };

// The place after which a page goes on: the sort key and id of the last row looked at.
struct SearchPlace {
  std::string key;  // price in minor units, the name, or the instant of making
  ObjectId id;
};

// Before every row of this sort.
SearchPlace first_place(SearchSort sort);

// ILIKE patterns, one pair a word; a text fits when each word or its stem is in it.
struct SearchWords {
  std::vector<std::string> words;
  std::vector<std::string> stems;
};

struct NumberBounds {
  std::string key;
  std::string min;  // decimal, or "-Infinity"
  std::string max;
};

// What the statements are given.
struct SearchFilter {
  SearchSort sort = SearchSort::price;
  SearchPlace after;
  std::optional<ModelId> model_id;
  std::optional<std::int64_t> unit_price_min_minor;
  std::optional<std::int64_t> unit_price_max_minor;
  std::optional<SearchWords> words;
  std::optional<std::string> properties;  // a JSON object that the object's own must contain
  std::vector<NumberBounds> numbers;
  std::optional<int> models_of;  // one row a model that has at least so many units free
  int limit = 20;
  Instant now;
  Instant late_before;  // who is overdue is not offered for what starts earlier
};

struct SearchQuery {
  SearchFilter filter;
  std::optional<Dates> dates;
  // Of the whole rental; without dates they are in the filter.
  std::optional<std::int64_t> price_min_minor;
  std::optional<std::int64_t> price_max_minor;
  std::vector<std::string> words;  // as typed, without punctuation
  int limit = 20;
};

// validation-failed for what is wrong by itself; properties are read by the types' schemas later.
Result<SearchQuery> read_query(const SearchRequest& request, Instant now);

}  // namespace prokat::objects
