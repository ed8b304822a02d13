// "What is free on my dates?": one page of objects, each with its price for these dates.
#pragma once

#include "services/objects/search_catalogue.hpp"

namespace prokat::objects {

// What a search works with; all of it outlives the call.
struct SearchTools {
  SearchStore& store;
  SearchCatalogue& catalogue;
};

// validation-failed for faults of the request, and when the dates suit nothing that was asked for
// (then the first reason met).
Task<Result<ObjectPage>> run_search(SearchTools tools, const CallContext& context, Instant now,
                                    SearchRequest request);

// The groups that `chosen` accepts, each with the dates as it resolves them; those that the dates
// do not suit (too short for cottages, closed on that day) drop out.
struct SearchWindows {
  std::vector<SearchWindow> windows;
  std::optional<Problem> first_fault;
};
SearchWindows windows_of(const std::vector<const SearchGroup*>& groups,
                         const std::optional<Dates>& dates, Instant now, rental::Caller caller);

}  // namespace prokat::objects
