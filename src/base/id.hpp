// Named ids: Id<struct BookingTag> and Id<struct ObjectTag> never mix. The value is a UUID; new
// ones are UUIDv7 (RFC 9562 §5.7), so that fresh rows lie together in an index.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace prokat {

using UuidBytes = std::array<std::uint8_t, 16>;

// Time-ordered: 48 bits of the machine's wall clock in ms (technical time, not business time), then
// random bits.
UuidBytes make_uuid_v7();
// Accepts the canonical 36 characters in either case, nothing else.
std::optional<UuidBytes> parse_uuid(std::string_view text);
std::string format_uuid(const UuidBytes& bytes);
// A UUIDv8 (RFC 9562 §5.8) that is a pure function of the seed (SHA-256): the same outside effect
// gets the same id when it is tried twice.
UuidBytes derive_uuid(std::string_view seed);

template <class Tag>
class Id {
 public:
  Id() = default;  // nil
  explicit Id(const UuidBytes& bytes) : bytes_(bytes) {}

  static Id make() { return Id(make_uuid_v7()); }
  static Id derive(std::string_view seed) { return Id(derive_uuid(seed)); }
  static std::optional<Id> parse(std::string_view text) {
    const auto bytes = parse_uuid(text);
    return bytes ? std::optional<Id>(Id(*bytes)) : std::nullopt;
  }

  const UuidBytes& bytes() const { return bytes_; }
  std::string to_string() const { return format_uuid(bytes_); }
  bool is_nil() const { return bytes_ == UuidBytes{}; }
  auto operator<=>(const Id&) const = default;

 private:
  UuidBytes bytes_{};
};

using ObjectId = Id<struct ObjectTag>;
using ModelId = Id<struct ModelTag>;
using LocationId = Id<struct LocationTag>;
using LegalEntityId = Id<struct LegalEntityTag>;
using TariffId = Id<struct TariffTag>;
using AddonId = Id<struct AddonTag>;
using PromoCodeId = Id<struct PromoCodeTag>;
using PhotoId = Id<struct PhotoTag>;
using CustomerId = Id<struct CustomerTag>;
using IdentityId = Id<struct IdentityTag>;
using UserId = Id<struct UserTag>;
using OrderId = Id<struct OrderTag>;
using BookingId = Id<struct BookingTag>;
using PaymentId = Id<struct PaymentTag>;
using EventId = Id<struct EventTag>;
using MessageId = Id<struct MessageTag>;

}  // namespace prokat

template <class Tag>
struct std::hash<prokat::Id<Tag>> {
  std::size_t operator()(const prokat::Id<Tag>& id) const noexcept {
    std::size_t value = 0;  // the last eight bytes of a v7 are random
    for (std::size_t i = 8; i < 16; ++i) value = (value << 8) | id.bytes()[i];
    return value;
  }
};
