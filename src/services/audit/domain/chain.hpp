// What is hashed, and how hashes hang together.
//   digest = SHA-256(canonical row)
//   hash   = SHA-256("prokat audit link 1" LF, previous hash, seal_no as 8 bytes, digest)
// The canonical form is a first line "prokat audit row 1", then the fields in the order of Row
// below, each as "<bytes>:<value>" LF or "-" LF for NULL: no two rows share one. It only uses text
// that PostgreSQL writes alike on every server: integers, extract(epoch) of a timestamptz, uuid,
// and jsonb, whose text is a function of its value (keys ordered, spaces fixed), so a chain
// survives dump and restore and a new version of PostgreSQL. The transaction id (xid) is not part
// of it: a restored database counts anew. Changing any of this breaks every chain there is: then
// count up the 1.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace prokat::audit {

using Hash = std::array<std::uint8_t, 32>;

// The hash before the first entry.
inline constexpr Hash genesis{};

struct Row {
  std::int64_t id = 0;
  std::string recorded_at;  // seconds since 1970 with six decimals
  std::string table_name;
  std::string row_id;
  std::optional<std::string> row_key;
  std::string action;
  std::string actor;
  std::string channel;
  std::optional<std::string> request_id;
  std::optional<std::string> before;  // as jsonb prints it
  std::optional<std::string> after;
};

std::string canonical(const Row& row);
Hash digest_of(const Row& row);
Hash link(const Hash& previous, std::int64_t seal_no, const Hash& digest);

std::string to_hex(const Hash& hash);
std::optional<Hash> parse_hash(std::string_view hex);

}  // namespace prokat::audit
