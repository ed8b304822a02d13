// From "book" to a booking that waits for its payment, and back out of it.
#include <algorithm>

#include "bot/dialogue/dialogue.hpp"
#include "bot/dialogue/expect.hpp"
#include "runtime/log.hpp"

namespace prokat::bot {

// Who the person is to us; from here on the turn acts in their name, and services show them their
// own things only.
Task<auth::Customer> Dialogue::customer(Turn& turn) {
  auth::ResolveMessenger request;
  request.channel = turn.chat.channel;
  request.bot_id = turn.chat.bot_id;
  request.account = turn.person.account;
  request.name = turn.person.name;
  request.language = turn.language();
  auto customer =
      expect(co_await services_.auth.resolve_messenger(turn.context, std::move(request)));
  turn.state.customer_id = customer.id;
  turn.context.principal = Principal{Role::customer, customer.id.to_string()};
  co_return customer;
}

Task<bool> Dialogue::may_book(Turn& turn) {
  const auto person = co_await customer(turn);
  const auto document = expect(co_await services_.auth.consent_document(
      turn.context, auth::ConsentDocumentRequest{"personal_data"}));
  const bool agreed = std::any_of(
      person.consents.begin(), person.consents.end(), [&document](const auth::Consent& consent) {
        return consent.kind == document.kind && consent.version == document.version;
      });
  if (!agreed) {
    turn.go("consent");
  } else if (!person.phone_verified) {
    turn.go("phone");
  } else {
    co_return true;
  }
  co_return false;
}

Task<void> Dialogue::begin_booking(Turn& turn, std::string) {
  if (turn.draft().object_id) turn.go("confirm");
  co_return;
}

Task<void> Dialogue::confirm_booking(Turn& turn, std::string) {
  if (!turn.draft().object_id || !turn.draft().start_date) {
    turn.go("menu");
    co_return;
  }
  if (co_await may_book(turn)) co_await create_booking(turn);
}

Task<void> Dialogue::agree(Turn& turn, std::string argument) {
  const auto document = expect(co_await services_.auth.consent_document(
      turn.context, auth::ConsentDocumentRequest{"personal_data"}));
  if (argument != std::to_string(document.version))
    co_return;  // a newer text was published meanwhile: it is shown again
  auth::GrantConsent grant;
  grant.customer_id = *turn.state.customer_id;
  grant.kind = document.kind;
  grant.version = document.version;
  grant.channel = turn.chat.channel;
  grant.channel_ref = turn.chat.chat_id + ":" + turn.state.message_id.value_or("");
  expect(co_await services_.auth.grant_consent(turn.context, std::move(grant)));
  if (co_await may_book(turn)) turn.go("confirm");
}

Task<void> Dialogue::disagree(Turn& turn, std::string) {
  turn.toast = text(turn, "consent_refused");
  turn.go("object");
  co_return;
}

Task<void> Dialogue::receive_contact(Turn& turn, std::string phone, bool own) {
  if (!own) {
    turn.toast = text(turn, "phone_foreign");
    co_return;
  }
  auth::VerifyPhone verify;
  verify.customer_id = *turn.state.customer_id;
  verify.phone = std::move(phone);
  verify.channel = turn.chat.channel;
  const auto verified = co_await services_.auth.verify_phone(turn.context, std::move(verify));
  if (!verified) {
    if (verified.error().code != ProblemCode::validation_failed)
      throw DialogueFailure(verified.error());
    turn.toast = text(turn, "phone_bad");
    co_return;
  }
  turn.state.customer_id = verified->id;
  turn.toast = text(turn, "phone_thanks");
  if (turn.state.screen == "phone") turn.go(turn.draft().object_id ? "confirm" : "menu");
}

Task<void> Dialogue::create_booking(Turn& turn) {
  auto& draft = turn.draft();
  const auto object = co_await chosen_object(turn);
  if (!object) {
    turn.toast = text(turn, "gone");
    turn.go("list");
    co_return;
  }
  const auto zone = TimeZone::find(object->location.time_zone).value_or(TimeZone());
  const auto dates = chosen_dates(draft, zone);
  booking::CreateRequest create;
  create.object_id = object->id;
  create.start = dates->first;
  create.end = dates->second;
  create.customer_id = *turn.state.customer_id;
  create.expected_total = draft.total;
  create.idempotency_key = "chat:" + turn.chat.bot_id + ":" + turn.chat.chat_id + ":" +
                           std::to_string(turn.state.screen_version);
  auto created = co_await services_.booking.create(turn.context, std::move(create));
  if (created) {
    const auto id = created->booking.id;
    co_await start_payment(turn, id);
    turn.state.draft = Draft{};
    turn.go("menu");
    turn.card = id;
    co_return;
  }
  switch (created.error().code) {
    case ProblemCode::dates_taken:
      turn.toast = taken_text(turn, created.error(), object->rental_unit);
      turn.go("list");
      break;
    case ProblemCode::price_changed:
      turn.toast = text(turn, "price_changed");
      break;
    case ProblemCode::too_many_holds:
      turn.toast = text(turn, "hold_limit");
      turn.go("bookings");
      break;
    case ProblemCode::addon_unavailable:
      turn.toast = text(turn, "addon_unavailable");
      turn.go("list");
      break;
    case ProblemCode::promo_exhausted:
      turn.toast = text(turn, "promo_exhausted");
      break;
    case ProblemCode::booking_refused:
      turn.toast = text(turn, "refused", {{"phone", co_await support_phone(turn)}});
      break;
    case ProblemCode::validation_failed:
      turn.toast = why_not(turn, created.error());
      turn.go("start_day");
      break;
    case ProblemCode::not_found:
      turn.toast = text(turn, "gone");
      turn.go("menu");
      break;
    default:
      throw DialogueFailure(created.error());
  }
}

// The booking stands whatever the provider does: without a link its card keeps a "pay" button that
// tries again.
Task<void> Dialogue::start_payment(Turn& turn, BookingId booking_id) {
  payments::StartRequest start;
  start.booking_id = booking_id;
  start.language = turn.language();
  const auto payment = co_await services_.payments.start(turn.context, std::move(start));
  if (payment || payment.error().code == ProblemCode::nothing_to_pay) co_return;
  log::warn("bot.payment_not_started", {{"booking_id", booking_id.to_string()},
                                        {"code", problem_info(payment.error().code).name}});
  turn.toast = text(turn, "payment_later");
}

Task<void> Dialogue::pay_booking(Turn& turn, std::string argument) {
  const auto id = BookingId::parse(argument);
  const auto found =
      id ? co_await services_.booking.find(turn.context, booking::BookingRequest{*id})
         : fail(ProblemCode::not_found);
  if (!found) {
    turn.toast = text(turn, "gone");
    turn.unchanged = true;
    co_return;
  }
  co_await start_payment(turn, *id);
  turn.card = *id;
}

Task<void> Dialogue::ask_cancel(Turn& turn, std::string argument) {
  const auto id = BookingId::parse(argument);
  if (!id) co_return;
  turn.draft().booking_id = *id;
  turn.go("cancel");
}

Task<void> Dialogue::cancel_booking(Turn& turn, std::string argument) {
  const auto id = BookingId::parse(argument);
  if (!id) co_return;
  const auto cancelled = co_await services_.booking.cancel(
      turn.context, booking::CancelRequest{*id, booking::CancelReason::customer});
  turn.draft().booking_id.reset();
  turn.go("menu");
  if (cancelled) {
    turn.toast = text(turn, "cancel_done", {{"code", cancelled->code}});
  } else if (cancelled.error().code == ProblemCode::illegal_transition ||
             cancelled.error().code == ProblemCode::not_found) {
    turn.toast = text(turn, "cancel_impossible");
  } else {
    throw DialogueFailure(cancelled.error());
  }
}

}  // namespace prokat::bot
