// The small markup of Screen::text: <b>, <i>, <s>, <code> and the entities &lt; &gt; &amp; — a
// subset of Telegram's HTML, so Telegram takes it as it is.
#pragma once

#include <string>
#include <string_view>

namespace prokat::channels {

std::string escape(std::string_view plain);  // for every value that goes into a text
std::string to_plain(
    std::string_view markup);  // tags dropped, entities resolved: terminals, SMS, push
// Cuts to at most `units` UTF-16 code units as a reader counts them (after tags), never inside a
// tag or entity, closing what is open; adds "…" when cut.
std::string truncate(std::string_view markup, std::size_t units);

}  // namespace prokat::channels
