// Screens about one object and one booking: the card with its price, the confirmation, consent,
// phone, my bookings, cancelling.
#include <algorithm>

#include "bot/dialogue/dialogue.hpp"
#include "bot/dialogue/expect.hpp"
#include "channels/markup.hpp"

namespace prokat::bot {

namespace {

using channels::Button;
using channels::Screen;

constexpr std::size_t description_units_max = 350;
constexpr std::size_t caption_units_max = 1000;  // a photo's caption holds 1,024
constexpr std::size_t photos_max = 10;

// The card: an original may be several megabytes, and messengers make it smaller anyway.
channels::PhotoRef photo_ref(const objects::Photo& photo) {
  for (const objects::PhotoVariant& variant : photo.variants) {
    if (variant.variant != "card") continue;
    return channels::PhotoRef{variant.storage_key, variant.sha256, variant.content_type};
  }
  return channels::PhotoRef{photo.storage_key, photo.sha256, photo.content_type};
}

// UTF-16 units, as Telegram counts: two for what lies outside the first plane.
std::size_t length_of(const std::string& markup) {
  const auto plain = channels::to_plain(markup);
  const auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  const auto outside = [](char c) { return static_cast<unsigned char>(c) >= 0xF0; };
  return static_cast<std::size_t>(std::ranges::count_if(plain, starts) +
                                  std::ranges::count_if(plain, outside));
}

const char* status_icon(booking::Status status) {
  switch (status) {
    case booking::Status::awaiting_payment:
      return "⏳";
    case booking::Status::confirmed:
      return "☑️";
    case booking::Status::paid:
      return "✅";
    case booking::Status::cancelled:
      return "✖️";
    case booking::Status::completed:
      return "🏁";
  }
  return "";
}

std::string place_text(const objects::Location& place, Language language) {
  const auto& address = place.address.in(language);
  return channels::escape(place.city.in(language) + (address.empty() ? "" : ", " + address));
}

}  // namespace

Task<Screen> Dialogue::show_object(Turn& turn) {
  auto found = co_await chosen_object(turn);
  if (!found) {
    turn.toast = why_not(turn, found.error());
    turn.go("list");
    co_return co_await show_list(turn);
  }
  const auto& object = *found;
  const auto language = turn.language();
  Screen screen;
  turn.draft().total = object.price_from->total;
  const auto total = format_money(object.price_from->total, language);
  const auto cancellation = co_await cancellation_text(turn, object.id);
  const auto describe = [&](const std::string& description) {
    return text(turn, "object",
                {{"name", channels::escape(object.name.in(language))},
                 {"place", place_text(object.location, language)},
                 {"description", description},
                 {"dates", dates_text(turn.draft(), object.rental_unit, language)},
                 {"lines", price_lines(object.price_from->lines, language)},
                 {"total", total},
                 {"deposit", deposit_text(object.deposit, language)},
                 {"cancellation", cancellation}});
  };
  // Price and terms come first: the description gets what room they leave.
  const auto room = caption_units_max - std::min(caption_units_max, length_of(describe("")));
  screen.text = describe(channels::truncate(channels::escape(object.description.in(language)),
                                            std::min(description_units_max, room)));
  if (!object.photos.empty()) screen.photo = photo_ref(object.photos.front());
  if (turn.album) {
    for (std::size_t i = 0; i < std::min(object.photos.size(), photos_max); ++i)
      screen.album.push_back(photo_ref(object.photos[i]));
  }
  screen.rows.push_back({Button{text(turn, "object_book", {{"total", total}}), "book", {}}});
  if (object.photos.size() > 1 && !turn.album) {
    screen.rows.push_back(
        {Button{text(turn, "object_photos", {{"count", std::to_string(object.photos.size())}}),
                "photos",
                {}}});
  }
  screen.rows.push_back({button(turn, "object_list", "back"), button(turn, "home", "menu")});
  co_return screen;
}

Task<Screen> Dialogue::show_confirm(Turn& turn) {
  auto found = co_await chosen_object(turn);
  if (!found) {
    turn.toast = why_not(turn, found.error());
    turn.go("list");
    co_return co_await show_list(turn);
  }
  const auto& object = *found;
  const auto language = turn.language();
  turn.draft().total = object.price_from->total;
  Screen screen;
  const auto cancellation = co_await cancellation_text(turn, object.id);
  screen.text = text(turn, "confirm",
                     {{"name", channels::escape(object.name.in(language))},
                      {"place", place_text(object.location, language)},
                      {"dates", dates_text(turn.draft(), object.rental_unit, language)},
                      {"lines", price_lines(object.price_from->lines, language)},
                      {"total", format_money(object.price_from->total, language)},
                      {"deposit", deposit_text(object.deposit, language)},
                      {"cancellation", cancellation}});
  screen.rows.push_back({button(turn, "confirm_yes", "confirm")});
  screen.rows.push_back(back_row(turn));
  co_return screen;
}

Task<Screen> Dialogue::show_consent(Turn& turn) {
  const auto document = expect(co_await services_.auth.consent_document(
      turn.context, auth::ConsentDocumentRequest{"personal_data"}));
  Screen screen;
  screen.text =
      text(turn, "consent", {{"text", channels::escape(document.text.in(turn.language()))}});
  screen.rows.push_back(
      {Button{text(turn, "consent_yes"), "agree:" + std::to_string(document.version), {}}});
  screen.rows.push_back({button(turn, "consent_no", "disagree"), button(turn, "back", "back")});
  co_return screen;
}

Task<Screen> Dialogue::show_phone(Turn& turn) {
  Screen screen;
  screen.text = text(turn, "phone");
  screen.ask_contact = true;
  screen.contact_button = text(turn, "phone_button");
  screen.rows.push_back({button(turn, "back", "back")});
  co_return screen;
}

Task<Screen> Dialogue::show_bookings(Turn& turn) {
  booking::ListRequest request;
  request.customer_id = turn.state.customer_id;
  request.limit = 10;
  const auto page = expect(co_await services_.booking.list(turn.context, std::move(request)));
  Screen screen;
  screen.text = text(turn, page.items.empty() ? "bookings_none" : "bookings");
  for (const auto& item : page.items) {
    const auto label =
        text(turn, "bookings_item",
             {{"status", status_icon(item.status)},
              {"code", item.code},
              {"name", item.object.name.in(turn.language())},
              {"dates", format_date_range(item.start_date, item.end_date, turn.language())}});
    screen.rows.push_back({Button{label, "booking:" + item.id.to_string(), {}}});
  }
  screen.rows.push_back({button(turn, "home", "menu")});
  co_return screen;
}

Task<Screen> Dialogue::show_cancel(Turn& turn) {
  const auto found = turn.draft().booking_id
                         ? co_await services_.booking.find(
                               turn.context, booking::BookingRequest{*turn.draft().booking_id})
                         : fail(ProblemCode::not_found);
  if (!found) {
    turn.go("bookings");
    co_return co_await show_bookings(turn);
  }
  const auto language = turn.language();
  const auto name = channels::escape(found->object.name.in(language));
  const auto dates = format_date_range(found->start_date, found->end_date, language);
  Screen screen;
  screen.text =
      found->paid.amount_minor > 0
          ? text(turn, "cancel_ask_paid",
                 {{"code", found->code},
                  {"name", name},
                  {"dates", dates},
                  {"paid", format_money(found->paid, language)}})
          : text(turn, "cancel_ask", {{"code", found->code}, {"name", name}, {"dates", dates}});
  screen.rows.push_back({button(turn, "cancel_yes", "cancel_yes:" + found->id.to_string()),
                         button(turn, "cancel_no", "menu")});
  co_return screen;
}

}  // namespace prokat::bot
