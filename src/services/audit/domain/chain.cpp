#include "services/audit/domain/chain.hpp"

#include <sodium/crypto_hash_sha256.h>

namespace prokat::audit {

static_assert(crypto_hash_sha256_BYTES == sizeof(Hash));

namespace {

constexpr std::string_view row_form = "prokat audit row 1\n";
constexpr std::string_view link_form = "prokat audit link 1\n";

void add(std::string& out, std::string_view value) {
  out += std::to_string(value.size());
  out += ':';
  out += value;
  out += '\n';
}

void add(std::string& out, const std::optional<std::string>& value) {
  if (value) {
    add(out, std::string_view(*value));
  } else {
    out += "-\n";
  }
}

Hash sha256(std::string_view bytes) {
  Hash hash;
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size());
  return hash;
}

void add_bytes(std::string& out, const Hash& hash) {
  out.append(reinterpret_cast<const char*>(hash.data()), hash.size());
}

std::optional<std::uint8_t> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  return std::nullopt;
}

}  // namespace

std::string canonical(const Row& row) {
  std::string out(row_form);
  add(out, std::string_view(std::to_string(row.id)));
  add(out, std::string_view(row.recorded_at));
  add(out, std::string_view(row.table_name));
  add(out, std::string_view(row.row_id));
  add(out, row.row_key);
  add(out, std::string_view(row.action));
  add(out, std::string_view(row.actor));
  add(out, std::string_view(row.channel));
  add(out, row.request_id);
  add(out, row.before);
  add(out, row.after);
  return out;
}

Hash digest_of(const Row& row) { return sha256(canonical(row)); }

Hash link(const Hash& previous, std::int64_t seal_no, const Hash& digest) {
  std::string bytes(link_form);
  add_bytes(bytes, previous);
  for (int shift = 56; shift >= 0; shift -= 8)
    bytes += static_cast<char>(static_cast<std::uint64_t>(seal_no) >> shift);
  add_bytes(bytes, digest);
  return sha256(bytes);
}

std::string to_hex(const Hash& hash) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const auto byte : hash) {
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

std::optional<Hash> parse_hash(std::string_view hex) {
  Hash hash;
  if (hex.size() != hash.size() * 2) return std::nullopt;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    const auto high = hex_digit(hex[2 * i]);
    const auto low = hex_digit(hex[2 * i + 1]);
    if (!high || !low) return std::nullopt;
    hash[i] = static_cast<std::uint8_t>(*high << 4 | *low);
  }
  return hash;
}

}  // namespace prokat::audit
