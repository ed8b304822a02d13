#include "services/booking/promo_codes/promo_codes.hpp"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "documents/faults.hpp"
#include "documents/routes.hpp"
#include "rental/checks.hpp"
#include "services/booking/sql.hpp"

namespace prokat::booking {
namespace {

constexpr int code_characters_max = 40;

rental::PromoTerms terms_of(const PromoCodeDocument& promo) {
  return {.id = {},
          .code = promo.code,
          .name = promo.name,
          .percent_thousandths = promo.percent_thousandths,
          .amount_minor = promo.amount_minor,
          .currency = promo.currency,
          .discount_max_minor = promo.discount_max_minor,
          .covers_addons = promo.covers_addons,
          .units_min = promo.units_min,
          .types = promo.object_types,
          .starts_from = promo.starts_from,
          .starts_until = promo.starts_until,
          .valid_from = promo.valid_from,
          .valid_until = promo.valid_until};
}

// What people can type into a chat and say on the phone.
bool is_speakable(const std::string& code) {
  const auto text = icu::UnicodeString::fromUTF8(code);
  if (text.countChar32() > code_characters_max) return false;
  for (int at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
    const UChar32 c = text.char32At(at);
    if (!u_isalnum(c) && c != '-' && c != '_') return false;
  }
  return true;
}

std::optional<Problem> refusal_of(const pg::Error& error) {
  const auto refused = [](const char* pointer, const char* code, const char* detail) {
    return Problem{ProblemCode::validation_failed,
                   "the promo code cannot be kept like this",
                   {{pointer, code, detail}},
                   {}};
  };
  const auto& name = error.constraint();
  if (name == "promo_codes_code") return refused("/code", "repeated", "another code is the same");
  if (name == "promo_codes_uses")
    return refused("/max_uses", "out-of-range", "the code has been used more often already");
  if (name == "promo_codes_budget")
    return refused("/budget_minor", "out-of-range", "the code has taken off more already");
  return std::nullopt;
}

}  // namespace

void check(const PromoCodeDocument& promo, json::Issues& issues) {
  if (promo.code.empty()) {
    issues.add("code", "required", "what customers type");
  } else if (!is_speakable(promo.code)) {
    issues.add("code", "bad-value", "1 to 40 letters, digits, - and _");
  }
  for (const auto& error : rental::check_promo(terms_of(promo))) {
    if (error.pointer == "/code" && promo.code.empty()) continue;
    const bool types = error.pointer.starts_with("/types");
    documents::add_fault(issues, {types ? "/object_types" + error.pointer.substr(6) : error.pointer,
                                  error.code, error.detail});
  }
  issues.enter("name");
  if (promo.name.ru.empty()) issues.add("ru", "required", "people read it in the price");
  issues.leave();
  if (promo.max_uses && *promo.max_uses < 0) issues.add("max_uses", "out-of-range", "0 or more");
  if (promo.customer_uses_max && *promo.customer_uses_max < 1)
    issues.add("customer_uses_max", "out-of-range", "1 or more");
  if (promo.budget_minor && *promo.budget_minor < 0)
    issues.add("budget_minor", "out-of-range", "0 or more");
}

documents::Table promo_codes_table(pg::Pool& pool, const runtime::Clock& clock) {
  return {pool, clock,
          documents::options_of<PromoCodeDocument>(
              {sql::list_promo_codes, sql::lock_promo_code, sql::insert_promo_code,
               sql::update_promo_code, sql::archive_promo_code},
              refusal_of)};
}

void add_promo_code_routes(http::Router& router, documents::Table& promo_codes) {
  documents::add_routes(router, promo_codes, {.path = "/api/v1/promo-codes"});
}

}  // namespace prokat::booking
