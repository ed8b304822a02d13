#include "services/objects/search_cursor.hpp"

#include <sodium.h>

#include <charconv>

#include "http/target.hpp"

namespace prokat::objects {
namespace {

constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
constexpr std::size_t uuid_size = 36;

char letter_of(SearchSort sort) {
  switch (sort) {
    case SearchSort::price:
      return 'p';
    case SearchSort::price_down:
      return 'd';
    case SearchSort::name:
      return 'n';
    case SearchSort::newest:
      return 't';
  }
  return '?';
}

bool is_price(std::string_view key) {
  std::int64_t price = 0;
  const auto [end, fault] = std::from_chars(key.data(), key.data() + key.size(), price);
  return fault == std::errc{} && end == key.data() + key.size();
}

}  // namespace

std::string write_cursor(SearchSort sort, const SearchPlace& place) {
  const std::string plain =
      std::string(1, letter_of(sort)) + "|" + place.id.to_string() + "|" + place.key;
  std::string cursor(sodium_base64_encoded_len(plain.size(), variant), '\0');
  sodium_bin2base64(cursor.data(), cursor.size(),
                    reinterpret_cast<const unsigned char*>(plain.data()), plain.size(), variant);
  cursor.pop_back();  // the NUL that libsodium writes
  return cursor;
}

std::optional<SearchPlace> read_cursor(SearchSort sort, std::string_view cursor) {
  std::string plain(cursor.size(), '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(plain.data()), plain.size(), cursor.data(),
                        cursor.size(), nullptr, &size, &end, variant) != 0 ||
      end != cursor.data() + cursor.size()) {
    return std::nullopt;
  }
  plain.resize(size);
  if (size < uuid_size + 3 || plain[0] != letter_of(sort) || plain[1] != '|' ||
      plain[uuid_size + 2] != '|') {
    return std::nullopt;
  }
  const auto id = ObjectId::parse(std::string_view(plain).substr(2, uuid_size));
  std::string key = plain.substr(uuid_size + 3);
  if (!id || !http::is_clean_utf8(key)) return std::nullopt;
  const bool by_price = sort == SearchSort::price || sort == SearchSort::price_down;
  if (by_price && !is_price(key)) return std::nullopt;
  if (sort == SearchSort::newest && !parse_instant(key)) return std::nullopt;
  return SearchPlace{std::move(key), *id};
}

}  // namespace prokat::objects
