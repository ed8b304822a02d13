#include "channels/markup.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace prokat::channels {
namespace {

TEST(Markup, values_are_escaped) {
  EXPECT_EQ(escape("a < b && c > \"d\""), "a &lt; b &amp;&amp; c &gt; \"d\"");
  EXPECT_EQ(escape("Ёлка 🚗"), "Ёлка 🚗");
}

struct PlainRow {
  std::string_view markup;
  std::string_view plain;
};

TEST(Markup, plain_text_has_no_tags_and_no_entities) {
  const std::vector<PlainRow> rows = {
      {"", ""},
      {"plain", "plain"},
      {"<b>Bold</b> and <i>soft</i>", "Bold and soft"},
      {"1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"},
      {"&amp;lt;", "&lt;"},
      {"<code>x</code>\n<s>y</s>", "x\ny"},
      {"a <- b", "a <- b"},
      {"5 & 6", "5 & 6"},
      {"unclosed <b", "unclosed <b"},
  };
  for (const PlainRow& row : rows) EXPECT_EQ(to_plain(row.markup), row.plain) << row.markup;
}

TEST(Markup, escaped_text_comes_back_as_it_was) {
  for (const std::string text : {"<b>not bold</b>", "&amp;", "a<b>c", "Привет & пока"}) {
    EXPECT_EQ(to_plain(escape(text)), text);
  }
}

struct CutRow {
  std::string_view markup;
  std::size_t units;
  std::string_view cut;
};

TEST(Markup, cutting_counts_as_a_reader_does_and_keeps_the_markup_whole) {
  const std::vector<CutRow> rows = {
      {"abc", 3, "abc"},
      {"abcd", 3, "ab…"},
      {"<b>abc</b>", 3, "<b>abc</b>"},
      {"<b>abcd</b>", 3, "<b>ab…</b>"},
      {"<b><i>abcd</i></b>", 2, "<b><i>a…</i></b>"},
      {"<b>a</b>bcd", 3, "<b>a</b>b…"},
      {"&lt;&lt;&lt;", 3, "&lt;&lt;&lt;"},
      {"&lt;&lt;&lt;&lt;", 3, "&lt;&lt;…"},
      {"Привет", 4, "При…"},
      {"🚗🚗", 4, "🚗🚗"},
      {"🚗🚗", 3, "🚗…"},
      {"🚗🚗🚗", 4, "🚗…"},  // half a pair does not fit
      {"abc", 0, ""},
      {"abc", 1, "…"},
      {"", 0, ""},
  };
  for (const CutRow& row : rows) {
    EXPECT_EQ(truncate(row.markup, row.units), row.cut) << row.markup << " to " << row.units;
  }
}

}  // namespace
}  // namespace prokat::channels
