#include "rental/line_texts.hpp"

#include <array>
#include <functional>
#include <unordered_map>

#include "base/broken.hpp"
#include "rental/texts.hpp"
#include "texts/catalog.hpp"

namespace prokat::rental {
namespace {

constexpr std::string_view no_break_space = "\u00A0";
constexpr std::string_view minus_sign = "\u2212";

std::string_view suffix_of(RentalUnit unit) {
  switch (unit) {
    case RentalUnit::hour:
      return "hour";
    case RentalUnit::day_24h:
      return "day_24h";
    case RentalUnit::calendar_day:
      return "calendar_day";
    case RentalUnit::night:
      return "night";
  }
  broken_logic("a rental unit without texts");
}

// The texts of one language.
class Writer {
 public:
  explicit Writer(Language language) : language_(language) {}

  std::string text(std::string_view key, std::initializer_list<texts::Argument> arguments) const {
    thread_local const texts::Catalog catalog(texts_table::entries);
    return catalog.format(key, language_, arguments);
  }
  std::string of_unit(std::string_view prefix, RentalUnit unit,
                      std::initializer_list<texts::Argument> arguments) const {
    return text(std::string(prefix) + std::string(suffix_of(unit)), arguments);
  }
  std::string length(RentalUnit unit, int units) const {
    return of_unit("length_", unit, {{"units", units}});
  }
  std::string unit_rule(RentalUnit unit, int from, const Money& price) const {
    return of_unit("rule_", unit, {{"from", from}, {"price", money(price)}});
  }
  std::string money(const Money& amount) const { return format_money(amount, language_); }
  std::string percent(std::int64_t thousandths) const {
    return percent_text(thousandths, language_);
  }
  std::string signed_percent(int percent_whole) const {
    const std::string sign(percent_whole < 0 ? minus_sign : "+");
    return sign + percent(std::int64_t{std::abs(percent_whole)} * 1000);
  }
  const std::string& in(const LocalizedText& name) const { return name.in(language_); }

 private:
  Language language_;
};

// What a text depends on, as one string: fields of the owner's choice follow their length, so that
// two different lines never have one key.
class TextKey {
 public:
  explicit TextKey(char kind) {
    text_.reserve(160);  // one allocation
    text_.push_back(kind);
  }
  TextKey& add(std::int64_t number) {
    text_.append(reinterpret_cast<const char*>(&number), sizeof number);
    return *this;
  }
  TextKey& add(std::string_view text) {
    add(static_cast<std::int64_t>(text.size()));
    text_ += text;
    return *this;
  }
  TextKey& add(const LocalizedText& text) { return add(text.ru).add(text.en); }
  TextKey& add(const Money& money) { return add(money.amount_minor).add(money.currency.code()); }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

template <class Write>
const LineTexts& kept_texts(const TextKey& key, const Write& write) {
  // Emptied when full: nobody has so many different price lines in use at a time.
  constexpr std::size_t kept_max = 4096;
  thread_local std::unordered_map<std::string, LineTexts> kept;
  const auto found = kept.find(key.text());
  if (found != kept.end()) return found->second;
  if (kept.size() >= kept_max) kept.clear();
  LineTexts texts;
  for (const Language language : {Language::ru, Language::en}) {
    const bool russian = language == Language::ru;
    auto [title, rule] = write(Writer(language));
    (russian ? texts.title.ru : texts.title.en) = std::move(title);
    (russian ? texts.rule.ru : texts.rule.en) = std::move(rule);
  }
  return kept.emplace(key.text(), std::move(texts)).first->second;
}

struct TitleAndRule {
  std::string title;
  std::string rule;
};

// --- rent ---

std::string rent_label(const RentPart& part, const Writer& writer) {
  std::string label;
  if (part.season) label = writer.in(part.season->name);
  if (part.day_rule) {
    if (!label.empty()) label += ", ";
    label += writer.in(part.day_rule->name);
  }
  return label;
}

bool is_package(const RateCard& card, const RentPart& part) {
  return card.tariff.mode == TariffMode::packages && part.rate->units_from > 1;
}

std::string rent_title(const RateCard& card, const RentPart& part, const Writer& writer) {
  const RentalUnit unit = card.time_rules.rental_unit;
  std::string title =
      is_package(card, part)
          ? writer.text("title_package", {{"length", writer.length(unit, part.rate->units_from)},
                                          {"count", part.count}})
          : writer.of_unit("title_", unit, {{"units", part.count}});
  const std::string label = rent_label(part, writer);
  return label.empty() ? title
                       : writer.text("title_labelled", {{"title", title}, {"label", label}});
}

std::string rate_rule(const RateCard& card, const RentPart& part, const Writer& writer) {
  const RentalUnit unit = card.time_rules.rental_unit;
  const bool own_price = part.day_rule && part.day_rule->price_minor;
  if (own_price) return writer.unit_rule(unit, 1, Money{part.price_minor, card.currency});
  const Money price{part.rate->price_minor, card.currency};
  if (!is_package(card, part)) return writer.unit_rule(unit, part.rate->units_from, price);
  return writer.text("rule_package", {{"length", writer.length(unit, part.rate->units_from)},
                                      {"price", writer.money(price)}});
}

std::string weekday_list(const std::vector<int>& weekdays, const Writer& writer) {
  std::string list;
  for (const int day : weekdays) {
    if (!list.empty()) list += ", ";
    list += writer.text("weekday", {{"day", day}});
  }
  return list;
}

std::string labelled(const LocalizedText& label, const std::string& rule, const Writer& writer) {
  return writer.text("rule_labelled", {{"label", writer.in(label)}, {"rule", rule}});
}

std::string rent_rule(const RateCard& card, const RentPart& part, const Writer& writer) {
  std::string rule = rate_rule(card, part, writer);
  if (part.season) rule = labelled(part.season->name, rule, writer);
  if (part.rate->weekdays) {
    rule = writer.text("rule_package_starts",
                       {{"rule", rule}, {"days", weekday_list(*part.rate->weekdays, writer)}});
  }
  if (part.day_rule && part.day_rule->price_minor) {
    rule = labelled(part.day_rule->name, rule, writer);
  } else if (part.day_rule) {
    rule = writer.text("rule_day_percent",
                       {{"rule", rule},
                        {"day", writer.in(part.day_rule->name)},
                        {"percent", writer.signed_percent(part.day_rule->percent)},
                        {"price", writer.money(Money{part.price_minor, card.currency})}});
  }
  if (is_package(card, part) && part.units_used < part.rate->units_from) {
    rule = writer.text(
        "rule_package_used",
        {{"rule", rule}, {"length", writer.length(card.time_rules.rental_unit, part.units_used)}});
  }
  return rule;
}

TextKey rent_key(const RateCard& card, const RentPart& part) {
  TextKey key('r');
  key.add(static_cast<std::int64_t>(card.time_rules.rental_unit))
      .add(static_cast<std::int64_t>(card.tariff.mode))
      .add(part.count)
      .add(part.units_used)
      .add(part.rate->units_from)
      .add(part.rate->price_minor)
      .add(Money{part.price_minor, card.currency});
  if (part.season) key.add("season").add(part.season->name);
  if (part.day_rule) {
    key.add("day").add(part.day_rule->name).add(part.day_rule->percent);
    key.add(part.day_rule->price_minor.has_value());
  }
  if (part.rate->weekdays) {
    key.add("weekdays");
    for (const int weekday : *part.rate->weekdays) key.add(weekday);
  }
  return key;
}

// --- add-ons ---

std::string charge_rule(const RateCard& card, const AddonRule& addon, const Writer& writer) {
  const Money price{addon.price_minor, card.currency};
  switch (addon.charge) {
    case AddonCharge::per_rental:
      return writer.text("rule_per_rental", {{"price", writer.money(price)}});
    case AddonCharge::per_unit:
      return writer.unit_rule(card.time_rules.rental_unit, 1, price);
    case AddonCharge::per_piece:
      return writer.text("rule_per_piece", {{"price", writer.money(price)}});
    case AddonCharge::per_km:
      return writer.text("rule_per_km", {{"price", writer.money(price)}});
    case AddonCharge::per_litre:
      return writer.text("rule_per_litre", {{"price", writer.money(price)}});
    case AddonCharge::percent:
      return writer.text("rule_percent_of_rent",
                         {{"percent", writer.percent(addon.percent_thousandths)}});
  }
  broken_logic("an add-on without a charge");
}

bool is_counted_in_pieces(const AddonRule& addon) {
  return addon.charge == AddonCharge::per_unit || addon.charge == AddonCharge::per_piece;
}

std::string addon_rule(const RateCard& card, const AddonRule& addon, int quantity,
                       const Writer& writer) {
  std::string rule = charge_rule(card, addon, writer);
  if (quantity == 0) rule = writer.text("rule_at_return", {{"rule", rule}});
  if (addon.amount_max_minor) {
    const Money most{*addon.amount_max_minor, card.currency};
    rule = writer.text("rule_at_most", {{"rule", rule}, {"price", writer.money(most)}});
  }
  return rule;
}

// --- promo codes ---

std::string promo_rule(const PromoTerms& promo, const Writer& writer) {
  const bool percent = promo.percent_thousandths != 0;
  std::string rule =
      percent ? writer.text(promo.covers_addons ? "rule_percent_of_all" : "rule_percent_of_rent",
                            {{"percent", writer.percent(promo.percent_thousandths)}})
              : writer.text(promo.covers_addons ? "rule_amount_of_all" : "rule_amount_of_rent",
                            {{"price", writer.money(Money{promo.amount_minor, promo.currency})}});
  if (promo.discount_max_minor) {
    const Money most{*promo.discount_max_minor, promo.currency};
    rule = writer.text("rule_at_most", {{"rule", rule}, {"price", writer.money(most)}});
  }
  return promo.name.ru.empty() ? rule : labelled(promo.name, rule, writer);
}

}  // namespace

const LineTexts& rent_texts(const RateCard& card, const RentPart& part) {
  return kept_texts(rent_key(card, part), [&](const Writer& writer) {
    return TitleAndRule{rent_title(card, part, writer), rent_rule(card, part, writer)};
  });
}

const LineTexts& cap_texts(const RateCard& card, const RentCap& cap) {
  const Money rent{cap.rent_minor, card.currency};
  const RentalUnit unit = card.time_rules.rental_unit;
  TextKey key('c');
  key.add(static_cast<std::int64_t>(unit)).add(cap.units).add(rent);
  return kept_texts(key, [&](const Writer& writer) {
    const std::string length = writer.length(unit, cap.units);
    return TitleAndRule{
        writer.text("title_capped", {{"length", length}}),
        writer.text("rule_capped", {{"length", length}, {"price", writer.money(rent)}})};
  });
}

const LineTexts& addon_texts(const RateCard& card, const AddonRule& addon, int quantity,
                             bool free) {
  const RentalUnit unit = card.time_rules.rental_unit;
  TextKey key('a');
  key.add(static_cast<std::int64_t>(unit))
      .add(addon.name)
      .add(static_cast<std::int64_t>(addon.charge))
      .add(Money{addon.price_minor, card.currency})
      .add(addon.percent_thousandths)
      .add(addon.amount_max_minor.value_or(-1))
      .add(free ? *addon.free_from_units : 0)
      .add(addon.mandatory)
      .add(quantity);
  return kept_texts(key, [&](const Writer& writer) {
    std::string title = writer.in(addon.name);
    if (is_counted_in_pieces(addon) && quantity > 1) title += " × " + std::to_string(quantity);
    std::string rule = free ? writer.of_unit("rule_free_", unit, {{"from", *addon.free_from_units}})
                            : addon_rule(card, addon, quantity, writer);
    if (addon.mandatory) rule = writer.text("rule_mandatory", {{"rule", rule}});
    return TitleAndRule{std::move(title), std::move(rule)};
  });
}

const LineTexts& promo_texts(const PromoTerms& promo) {
  TextKey key('p');
  key.add(promo.code)
      .add(promo.name)
      .add(promo.percent_thousandths)
      .add(Money{promo.amount_minor, promo.currency})
      .add(promo.discount_max_minor.value_or(-1))
      .add(promo.covers_addons);
  return kept_texts(key, [&](const Writer& writer) {
    return TitleAndRule{writer.text("title_promo", {{"code", promo.code}}),
                        promo_rule(promo, writer)};
  });
}

const LineTexts& tax_texts(const TaxRate& rate) {
  TextKey key('t');
  key.add(rate.name).add(rate.percent_thousandths);
  return kept_texts(key, [&](const Writer& writer) {
    return TitleAndRule{
        writer.in(rate.name),
        writer.text("rule_tax", {{"percent", writer.percent(rate.percent_thousandths)}})};
  });
}

std::string percent_text(std::int64_t percent_thousandths, Language language) {
  const bool russian = language == Language::ru;
  std::string text = std::to_string(percent_thousandths / 1000);
  if (const std::int64_t rest = percent_thousandths % 1000; rest != 0) {
    std::string digits = std::to_string(1000 + rest).substr(1);
    digits.erase(digits.find_last_not_of('0') + 1);
    text += (russian ? "," : ".") + digits;
  }
  return russian ? text + std::string(no_break_space) + "%" : text + "%";
}

}  // namespace prokat::rental
