#include "channels/telegram/file_cache.hpp"

#include "channels/telegram/sql.hpp"

namespace prokat::channels::telegram {

namespace {

std::vector<std::uint8_t> from_hex(std::string_view hex) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(digit(hex[i]) * 16 + digit(hex[i + 1])));
  }
  return bytes;
}

}  // namespace

pg::Params FileCache::key(const PhotoRef& photo) const {
  pg::Params params;
  params.add("telegram").add(bot_id_).add_bytes(from_hex(photo.sha256));
  return params;
}

Task<std::optional<FileCache::Source>> FileCache::source(PhotoRef photo, Deadline deadline) {
  const auto rows = co_await pool_.statement(sql::find_file, key(photo), deadline);
  if (!rows.empty()) co_return Source{rows[0].get<std::string>("file_id"), false};
  auto content = co_await read_(photo.storage_key, deadline);
  if (!content) co_return std::nullopt;
  co_return Source{PhotoUpload{std::move(*content), photo.content_type}, true};
}

Task<void> FileCache::remember(PhotoRef photo, std::string file_id, Deadline deadline) {
  auto params = key(photo);
  params.add(file_id);
  co_await pool_.statement(sql::save_file, std::move(params), deadline);
}

Task<void> FileCache::forget(PhotoRef photo, Deadline deadline) {
  co_await pool_.statement(sql::forget_file, key(photo), deadline);
}

}  // namespace prokat::channels::telegram
