// Where a page of a search ends, as an opaque word for the caller: base64url of "sort|id|key". A
// word of another sort, or one that we did not make, is refused.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/objects/search_query.hpp"

namespace prokat::objects {

std::string write_cursor(SearchSort sort, const SearchPlace& place);
std::optional<SearchPlace> read_cursor(SearchSort sort, std::string_view cursor);

}  // namespace prokat::objects
