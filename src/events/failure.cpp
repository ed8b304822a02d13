#include "events/failure.hpp"

#include "pg/errors.hpp"

namespace prokat::events {

std::optional<std::string> failure_of_handler() {
  constexpr std::size_t text_max = 500;
  try {
    throw;
  } catch (const pg::Unavailable&) {
    return std::nullopt;
  } catch (const pg::Overloaded&) {
    return std::nullopt;
  } catch (const std::exception& error) {
    std::string text = error.what();
    if (text.size() <= text_max) return text;
    text.resize(text_max);
    // Not in the middle of a UTF-8 character: PostgreSQL would refuse the text.
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) {
      text.pop_back();
    }
    if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xC0) text.pop_back();
    return text;
  } catch (...) {
    return "not a std::exception";
  }
}

}  // namespace prokat::events
