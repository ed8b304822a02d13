// Dates as people read them, in both languages.
#include <array>

#include "base/period.hpp"
#include "base/time_format.hpp"

namespace prokat {
namespace {

struct MonthNames {
  std::string_view ru_of;     // "1 мая"
  std::string_view ru_short;  // "29 апр"
  std::string_view ru_title;  // "Май 2027"
  std::string_view en;
  std::string_view en_short;
};

constexpr std::array<MonthNames, 12> month_names = {{
    {"января", "янв", "Январь", "January", "Jan"},
    {"февраля", "фев", "Февраль", "February", "Feb"},
    {"марта", "мар", "Март", "March", "Mar"},
    {"апреля", "апр", "Апрель", "April", "Apr"},
    {"мая", "мая", "Май", "May", "May"},
    {"июня", "июн", "Июнь", "June", "Jun"},
    {"июля", "июл", "Июль", "July", "Jul"},
    {"августа", "авг", "Август", "August", "Aug"},
    {"сентября", "сен", "Сентябрь", "September", "Sep"},
    {"октября", "окт", "Октябрь", "October", "Oct"},
    {"ноября", "ноя", "Ноябрь", "November", "Nov"},
    {"декабря", "дек", "Декабрь", "December", "Dec"},
}};

constexpr std::array<std::string_view, 7> weekdays_ru = {"пн", "вт", "ср", "чт", "пт", "сб", "вс"};
constexpr std::array<std::string_view, 7> weekdays_en = {"Mon", "Tue", "Wed", "Thu",
                                                         "Fri", "Sat", "Sun"};

const MonthNames& names_of(LocalDate date) { return month_names[unsigned(date.month()) - 1]; }

std::string day_text(LocalDate date) { return std::to_string(unsigned(date.day())); }
std::string year_text(LocalDate date) { return std::to_string(int(date.year())); }

std::string full(LocalDate date, Language language) {
  const MonthNames& names = names_of(date);
  return std::string(language == Language::ru ? names.ru_of : names.en);
}

std::string short_day(LocalDate date, Language language) {
  const MonthNames& names = names_of(date);
  return day_text(date) + " " +
         std::string(language == Language::ru ? names.ru_short : names.en_short);
}

}  // namespace

std::string format_date_range(LocalDate first, LocalDate last, Language language) {
  if (first.year() != last.year()) {
    return short_day(first, language) + " " + year_text(first) + " – " + short_day(last, language) +
           " " + year_text(last);
  }
  if (first.month() != last.month()) {
    return short_day(first, language) + " – " + short_day(last, language);
  }
  const std::string days = first == last ? day_text(first) : day_text(first) + "–" + day_text(last);
  return days + " " + full(first, language);
}

std::string format_date_long(LocalDate date, Language language) {
  const auto weekday = static_cast<std::size_t>(iso_weekday(date) - 1);
  return std::string(language == Language::ru ? weekdays_ru[weekday] : weekdays_en[weekday]) +
         ", " + day_text(date) + " " + full(date, language) + " " + year_text(date);
}

std::string format_month(LocalDate any_day, Language language) {
  const MonthNames& names = names_of(any_day);
  return std::string(language == Language::ru ? names.ru_title : names.en) + " " +
         year_text(any_day);
}

std::string format_time(LocalTime time) {
  const auto minutes = static_cast<unsigned>(time.count());
  std::string text;
  append_padded(text, minutes / 60, 2);
  text += ':';
  append_padded(text, minutes % 60, 2);
  return text;
}

}  // namespace prokat
