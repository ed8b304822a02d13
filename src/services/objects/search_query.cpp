#include "services/objects/search_query.hpp"

#include <limits>

#include "services/objects/search_cursor.hpp"

namespace prokat::objects {
namespace {

constexpr int limit_default = 20;
constexpr int limit_max = 100;
constexpr int quantity_max = 100;
constexpr std::size_t text_bytes_max = 200;
constexpr std::size_t words_max = 8;

std::unexpected<Problem> fault(const char* pointer, const char* code, const char* detail) {
  return fail(ProblemCode::validation_failed, "The search cannot be made.",
              {{pointer, code, detail}});
}

std::optional<SearchSort> sort_of(const std::optional<std::string>& name) {
  if (!name || *name == "price") return SearchSort::price;
  if (*name == "-price") return SearchSort::price_down;
  if (*name == "name") return SearchSort::name;
  if (*name == "newest") return SearchSort::newest;
  return std::nullopt;
}

bool separates(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == ',' || c == ';' || c == '"';
}

// ё is typed as е by most people: both stand for е here, as in the statements.
std::string without_yo(std::string word) {
  for (const auto& [from, to] : {std::pair("ё", "е"), std::pair("Ё", "Е")}) {
    for (auto at = word.find(from); at != std::string::npos; at = word.find(from, at + 2))
      word.replace(at, 2, to);
  }
  return word;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text) {
    if (!separates(c)) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(without_yo(std::exchange(word, {})));
    }
  }
  if (!word.empty()) words.push_back(without_yo(std::move(word)));
  return words;
}

Result<> read_grouping(const SearchRequest& request, SearchQuery& query) {
  if (request.group && *request.group != "model") {
    return fault("/group", "unknown-value", "One of: model.");
  }
  if (request.quantity && (*request.quantity < 1 || *request.quantity > quantity_max)) {
    return fault("/quantity", "out-of-range", "From 1 to 100.");
  }
  if (!request.group && !request.quantity) return {};
  if (query.filter.sort != SearchSort::price) {
    return fault("/sort", "unknown-value", "Models come cheapest first.");
  }
  query.filter.models_of = request.quantity.value_or(1);
  return {};
}

Result<> read_prices(const SearchRequest& request, SearchQuery& query) {
  if (request.price_min_minor && request.price_max_minor &&
      *request.price_min_minor > *request.price_max_minor) {
    return fault("/price_min_minor", "out-of-range", "Not above price_max_minor.");
  }
  (query.dates ? query.price_min_minor : query.filter.unit_price_min_minor) =
      request.price_min_minor;
  (query.dates ? query.price_max_minor : query.filter.unit_price_max_minor) =
      request.price_max_minor;
  return {};
}

Result<> read_words(const SearchRequest& request, SearchQuery& query) {
  if (!request.q) return {};
  if (request.q->size() > text_bytes_max) return fault("/q", "too-long", "At most 200 bytes.");
  query.words = words_of(*request.q);
  if (query.words.size() > words_max) return fault("/q", "too-long", "At most 8 words.");
  return {};
}

}  // namespace

SearchPlace first_place(SearchSort sort) {
  constexpr auto last_id = "ffffffff-ffff-ffff-ffff-ffffffffffff";
  switch (sort) {
    case SearchSort::price:
      return {"-1", ObjectId()};
    case SearchSort::price_down:
      return {std::to_string(std::numeric_limits<std::int64_t>::max()),
              ObjectId::parse(last_id).value()};
    case SearchSort::name:
      return {"", ObjectId()};
    case SearchSort::newest:
      return {"infinity", ObjectId::parse(last_id).value()};
  }
  return {};
}

Result<SearchQuery> read_query(const SearchRequest& request, Instant now) {
  SearchQuery query;
  auto dates = read_dates(request.start, request.end);
  if (!dates) return pass(std::move(dates));
  query.dates = *dates;
  const auto sort = sort_of(request.sort);
  if (!sort) return fault("/sort", "unknown-value", "One of: price, -price, name, newest.");
  query.filter.sort = *sort;
  query.limit = request.limit.value_or(limit_default);
  if (query.limit < 1 || query.limit > limit_max) {
    return fault("/limit", "out-of-range", "From 1 to 100.");
  }
  for (auto* part : {read_words, read_grouping, read_prices}) {
    if (auto read = part(request, query); !read) return pass(std::move(read));
  }
  query.filter.after = first_place(query.filter.sort);
  if (request.cursor) {
    const auto place = read_cursor(query.filter.sort, *request.cursor);
    if (!place) return fault("/cursor", "bad-cursor", "Not a cursor of this search.");
    query.filter.after = *place;
  }
  query.filter.model_id = request.model_id;
  query.filter.now = now;
  return query;
}

}  // namespace prokat::objects
