#include "services/objects/search.hpp"

#include <algorithm>

#include "services/objects/dates.hpp"
#include "services/objects/search_cursor.hpp"

namespace prokat::objects {
namespace {

constexpr int limit_default = 20;
constexpr int limit_max = 100;
constexpr std::size_t text_bytes_max = 200;
// A price limit is known only after an object is priced, so such a search reads on until the page
// is full. The bound keeps one request from reading a whole catalogue; the cursor goes on from
// there.
constexpr int rounds_max = 10;

struct Query {
  SearchFilter filter;
  std::optional<Dates> dates;
  std::optional<std::int64_t>
      price_max_minor;  // of the whole rental; without dates it is in filter
  int limit = limit_default;
};

std::unexpected<Problem> fault(const char* pointer, const char* code, const char* detail) {
  return fail(ProblemCode::validation_failed, "The search cannot be made.",
              {{pointer, code, detail}});
}

Result<Query> read_query(const SearchRequest& request, Instant now) {
  Query query;
  auto dates = read_dates(request.start, request.end);
  if (!dates) return pass(std::move(dates));
  query.dates = *dates;
  if (request.sort && *request.sort != "price" && *request.sort != "name") {
    return fault("/sort", "unknown-value", "One of: price, name.");
  }
  query.filter.sort = request.sort == "name" ? SearchSort::name : SearchSort::price;
  query.limit = request.limit.value_or(limit_default);
  if (query.limit < 1 || query.limit > limit_max) {
    return fault("/limit", "out-of-range", "From 1 to 100.");
  }
  if (request.q && request.q->size() > text_bytes_max) {
    return fault("/q", "too-long", "At most 200 bytes.");
  }
  query.filter.after = first_place(query.filter.sort);
  if (request.cursor) {
    const auto place = read_cursor(query.filter.sort, *request.cursor);
    if (!place) return fault("/cursor", "bad-cursor", "Not a cursor of this search.");
    query.filter.after = *place;
  }
  query.filter.location_id = request.location_id;
  if (request.q && !request.q->empty()) query.filter.text = request.q;
  (query.dates ? query.price_max_minor : query.filter.unit_price_max_minor) =
      request.price_max_minor;
  query.filter.now = now;
  return query;
}

// A date is another instant for each pair of type and zone. Pairs that the dates do not suit (too
// short for cottages, say) drop out; when none is left the first one's reason is the answer.
Result<std::vector<SearchWindow>> windows_of(const std::vector<SearchGroup>& groups,
                                             const std::optional<Dates>& dates, Instant now,
                                             rental::Caller caller) {
  std::vector<SearchWindow> windows;
  std::optional<Problem> first_fault;
  for (const SearchGroup& group : groups) {
    SearchWindow window{.type = group.type, .time_zone = group.zone.name()};
    if (dates) {
      auto resolved = rental::resolve_period(dates->start, dates->end, group.time_rules, group.zone,
                                             now, caller);
      if (!resolved) {
        if (!first_fault) first_fault = std::move(resolved.error());
        continue;
      }
      window.period = resolved->period;
    }
    windows.push_back(std::move(window));
  }
  if (windows.empty() && first_fault) return std::unexpected(std::move(*first_fault));
  return windows;
}

class Page {
 public:
  Page(const Query& query, rental::Caller caller) : query_(query), caller_(caller) {}

  bool full() const { return page_.items.size() >= static_cast<std::size_t>(query_.limit); }

  void add(PricedObject priced) {
    if (query_.dates) {
      auto price = price_for(priced.card, *query_.dates, query_.filter.now, caller_);
      if (!price) return;  // the type's rules changed between two statements
      if (query_.price_max_minor && price->total.amount_minor > *query_.price_max_minor) return;
      priced.object.price_from = std::move(*price);
    }
    page_.items.push_back(std::move(priced.object));
  }

  ObjectPage take(std::optional<SearchPlace> last) {
    if (last) page_.next_cursor = write_cursor(query_.filter.sort, *last);
    return std::move(page_);
  }

 private:
  const Query& query_;
  rental::Caller caller_;
  ObjectPage page_;
};

}  // namespace

Task<Result<ObjectPage>> run_search(Store& store, const CallContext& context, Instant now,
                                    SearchRequest request) {
  auto read = read_query(request, now);
  if (!read) co_return pass(std::move(read));
  Query query = std::move(*read);
  const rental::Caller caller = caller_of(context);
  const auto groups =
      co_await store.list_search_groups(request.type, request.location_id, context.deadline);
  auto windows = windows_of(groups, query.dates, now, caller);
  if (!windows) co_return pass(std::move(windows));
  query.filter.windows = std::move(*windows);

  Page page(query, caller);
  std::optional<SearchPlace> last;
  bool more = !query.filter.windows.empty();
  for (int round = 0; more && !page.full() && round < rounds_max; ++round) {
    query.filter.limit = query.limit + 1;  // one beyond the page tells whether there is another
    const auto places = co_await store.search(query.filter, context.deadline);
    std::vector<ObjectId> ids;
    for (const SearchPlace& place : places) ids.push_back(place.id);
    auto found = co_await store.find_all(std::move(ids), context.deadline);
    more = places.size() > static_cast<std::size_t>(query.limit);
    auto next = found.begin();
    for (const SearchPlace& place : places) {
      if (page.full()) {
        more = true;
        break;
      }
      last = place;
      // An object that was archived in between is in `places` alone.
      if (next != found.end() && next->object.id == place.id) page.add(std::move(*next++));
    }
    if (last) query.filter.after = *last;
  }
  co_return page.take(more ? last : std::nullopt);
}

}  // namespace prokat::objects
