#include "services/objects/search.hpp"

#include <algorithm>

#include "services/objects/search_cursor.hpp"
#include "services/objects/search_properties.hpp"

namespace prokat::objects {
namespace {

// A price limit is known only after an object is priced, so such a search reads on until the page
// is full. The bound keeps one request from reading a whole catalogue; the cursor goes on from
// there.
constexpr int rounds_max = 10;
// The catalogue may change between the groups that were kept and the statement; while it is being
// loaded it does so often.
constexpr int stale_tries_max = 3;

std::vector<const SearchGroup*> choose_groups(const SearchGroups& all,
                                              const SearchRequest& request) {
  std::vector<const SearchGroup*> chosen;
  for (const SearchGroup& group : all.groups) {
    if (request.type && group.type != *request.type) continue;
    if (request.location_id && group.location.id != *request.location_id) continue;
    if (request.city && group.location.city.ru != *request.city &&
        group.location.city.en != *request.city) {
      continue;
    }
    chosen.push_back(&group);
  }
  return chosen;
}

class Page {
 public:
  Page(const SearchQuery& query, rental::Caller caller) : query_(query), caller_(caller) {}

  bool full() const { return page_.items.size() >= static_cast<std::size_t>(query_.limit); }

  void add(const PricedObject& priced, std::int64_t free_units) {
    std::optional<rental::Price> price;
    if (query_.dates) {
      auto computed = price_for(priced.card, *query_.dates, query_.filter.now, caller_);
      if (!computed) return;  // its rules have changed since
      const auto total = computed->total.amount_minor;
      if (query_.price_min_minor && total < *query_.price_min_minor) return;
      if (query_.price_max_minor && total > *query_.price_max_minor) return;
      price = std::move(*computed);
    }
    Object& object = page_.items.emplace_back(priced.object);
    object.price_from = std::move(price);
    if (query_.filter.models_of) object.free_units = free_units;
  }

  ObjectPage take(const std::optional<SearchPlace>& last) {
    if (last) page_.next_cursor = write_cursor(query_.filter.sort, *last);
    return std::move(page_);
  }

 private:
  const SearchQuery& query_;
  rental::Caller caller_;
  ObjectPage page_;
};

struct FirstRound {
  std::vector<SearchWindow> windows;
  Found found;
};

// The first page's rows, by groups that are those of the statement's own moment.
Task<Result<FirstRound>> search_first(SearchTools tools, const CallContext& context,
                                      SearchQuery query, SearchRequest request) {
  FirstRound round;
  for (int tries = 0; tries < stale_tries_max; ++tries) {
    const auto groups = co_await tools.catalogue.groups(context.deadline);
    auto resolved = windows_of(choose_groups(*groups, request), query.dates, query.filter.now,
                               caller_of(context));
    round.windows = std::move(resolved.windows);
    round.found = co_await tools.store.search(query.filter, round.windows, context.deadline);
    const bool fresh = round.found.catalogue_version == groups->catalogue_version;
    tools.catalogue.is_stale(round.found.catalogue_version);
    if (!fresh) continue;
    if (round.windows.empty() && resolved.first_fault)
      co_return std::unexpected(std::move(*resolved.first_fault));
    break;
  }
  co_return round;
}

}  // namespace

SearchWindows windows_of(const std::vector<const SearchGroup*>& groups,
                         const std::optional<Dates>& dates, Instant now, rental::Caller caller) {
  SearchWindows out;
  for (const SearchGroup* group : groups) {
    SearchWindow window{
        .type = group->type, .location_id = group->location.id, .rules_id = group->rules_id};
    if (dates) {
      const auto& card = group->sample->card;
      auto resolved = rental::resolve_period(dates->start, dates->end, card.time_rules, group->zone,
                                             now, caller, card.hours);
      if (!resolved) {
        if (!out.first_fault) out.first_fault = std::move(resolved.error());
        continue;
      }
      window.period = resolved->period;
    }
    out.windows.push_back(std::move(window));
  }
  return out;
}

Task<Result<ObjectPage>> run_search(SearchTools tools, const CallContext& context, Instant now,
                                    SearchRequest request) {
  auto read = read_query(request, now);
  if (!read) co_return pass(std::move(read));
  SearchQuery query = std::move(*read);
  query.filter.late_before = now + rental::overdue_grace;
  if (!query.words.empty())
    query.filter.words = co_await tools.store.stem(query.words, context.deadline);
  if (!request.properties.empty()) {
    const auto kinds = co_await tools.catalogue.property_kinds(context.deadline);
    if (auto fits = read_properties(request, *kinds, query.filter); !fits)
      co_return pass(std::move(fits));
  }

  query.filter.limit = query.limit + 1;  // one beyond the page tells whether there is another
  auto first = co_await search_first(tools, context, query, request);
  if (!first) co_return pass(std::move(first));
  Found found = std::move(first->found);
  Page page(query, caller_of(context));
  std::optional<SearchPlace> last;
  bool more = true;
  for (int round = 0; round < rounds_max; ++round) {
    std::vector<ObjectId> ids;
    for (const FoundPlace& row : found.places) ids.push_back(row.place.id);
    const auto objects = co_await tools.catalogue.find_all(std::move(ids), context.deadline);
    more = found.places.size() > static_cast<std::size_t>(query.limit);
    auto next = objects.begin();
    for (const FoundPlace& row : found.places) {
      if (page.full()) {
        more = true;
        break;
      }
      last = row.place;
      // An object that was archived in between is in `places` alone.
      if (next != objects.end() && (*next)->object.id == row.place.id)
        page.add(**next++, row.free_units);
    }
    if (!more || page.full()) break;
    query.filter.after = *last;
    found = co_await tools.store.search(query.filter, first->windows, context.deadline);
  }
  co_return page.take(more ? last : std::nullopt);
}

}  // namespace prokat::objects
