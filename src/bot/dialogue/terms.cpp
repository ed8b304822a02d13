// What a customer should know before booking, in words: what cancelling costs, and why dates that
// looked free cannot be had.
#include <algorithm>

#include "base/json.hpp"
#include "bot/dialogue/dialogue.hpp"

namespace prokat::bot {

namespace {

// Of a dates-taken answer, what is told.
struct OtherDates {
  std::string kind;
  LocalizedText name;
  LocalDate start_date;
  LocalDate end_date;
};
BOOST_DESCRIBE_STRUCT(OtherDates, (), (kind, name, start_date, end_date))
struct Offered {
  std::vector<OtherDates> alternatives;
};
BOOST_DESCRIBE_STRUCT(Offered, (), (alternatives))

constexpr int day_hours = 24;
constexpr int all_thousandths = 100'000;

std::string percent(int thousandths, Language language) {
  auto text = std::to_string(thousandths / 1000);
  const int tenths = thousandths % 1000 / 100;
  if (tenths != 0) text += (language == Language::ru ? "," : ".") + std::to_string(tenths);
  return text;
}

}  // namespace

std::string Dialogue::fee_text(int percent_thousandths, Language language) const {
  if (percent_thousandths == 0) return texts_.format("fee_free", language);
  if (percent_thousandths >= all_thousandths) return texts_.format("fee_all", language);
  return texts_.format("fee_percent", language,
                       {{"percent", percent(percent_thousandths, language)}});
}

std::string Dialogue::tiers_text(const rental::CancellationPolicy& policy,
                                 Language language) const {
  if (policy.tiers.empty()) return texts_.format("cancellation_law", language);
  std::string all;
  for (const auto& tier : policy.tiers) {
    const int hours = tier.hours_before;
    const bool in_days = hours >= 2 * day_hours && hours % day_hours == 0;
    const auto before = texts_.format(in_days ? "length_calendar_day" : "length_hour", language,
                                      {{"units", in_days ? hours / day_hours : hours}});
    if (!all.empty()) all += ", ";
    all += texts_.format(
        hours == 0 ? "cancellation_any" : "cancellation_tier", language,
        {{"before", before}, {"fee", fee_text(tier.fee_percent_thousandths, language)}});
  }
  const auto& last = policy.tiers.back();
  if (last.hours_before == 0 || last.fee_percent_thousandths >= all_thousandths) return all;
  return all + ", " +
         texts_.format("cancellation_later", language,
                       {{"fee", fee_text(all_thousandths, language)}});
}

// Nothing where the terms are not known: the booking's card names them then.
Task<std::string> Dialogue::cancellation_text(Turn& turn, ObjectId object_id) {
  const auto card = co_await services_.objects.rate_card(
      turn.context, objects::RateCardRequest{.object_id = object_id});
  if (!card) co_return std::string();
  co_return text(turn, "cancellation",
                 {{"tiers", tiers_text(card->cancellation, turn.language())}});
}

std::string Dialogue::taken_text(const Turn& turn, const Problem& problem,
                                 rental::RentalUnit unit) const {
  const auto offered = json::parse<Offered>(
      problem.extension, json::ParseOptions{.unknown_fields = json::UnknownFields::ignore});
  if (!offered) return text(turn, "taken");
  const auto other = std::ranges::find(offered->alternatives, "other_dates", &OtherDates::kind);
  if (other == offered->alternatives.end()) return text(turn, "taken");
  // Days are named up to the last one, where the calendar day itself is sold.
  const auto last =
      unit == rental::RentalUnit::calendar_day ? add_days(other->end_date, -1) : other->end_date;
  return text(turn, "taken_other_dates",
              {{"name", other->name.in(turn.language())},
               {"dates", format_date_range(other->start_date, last, turn.language())}});
}

std::string Dialogue::why_not(const Turn& turn, const Problem& problem) const {
  if (problem.code != ProblemCode::validation_failed) return text(turn, "gone");
  const auto closed = std::ranges::find(problem.errors, "closed", &FieldError::code);
  if (closed == problem.errors.end()) return text(turn, "dates_invalid");
  return text(turn, closed->pointer == "/end" ? "closed_at_end" : "closed_at_start");
}

}  // namespace prokat::bot
