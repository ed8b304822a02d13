#include "services/notifications/local_service.hpp"

namespace prokat::notifications {

using channels::Written;

Task<Written> put_card(channels::ScreenWriter& writer, std::string chat_id,
                       std::optional<std::string> message_id, channels::Screen screen,
                       Deadline deadline) {
  const std::string prefix(card_action_prefix);
  if (message_id) {
    auto edited = co_await writer.edit(chat_id, *message_id, screen, prefix, deadline);
    if (edited.outcome != Written::Outcome::gone) {
      if (edited.message_id.empty()) edited.message_id = *message_id;
      co_return edited;
    }
  }
  co_return co_await writer.send(std::move(chat_id), std::move(screen), prefix, deadline);
}

Task<Result<Card>> LocalService::render_card(const CallContext& context, CardRequest request) {
  return rendering_.card(context, request.booking_id, request.language);
}

Task<Result<CardShown>> LocalService::show_card(const CallContext& context,
                                                ShowCardRequest request) {
  auto card = co_await rendering_.card(context, request.booking_id, request.language);
  if (!card) co_return pass(std::move(card));
  CardShown shown;
  shown.card = std::move(*card);
  const ChatRef chat{request.channel, request.bot_id, request.chat_id};
  if (!writer_ || writer_->bot_id() != request.bot_id)
    co_return shown;  // the console draws the card itself

  const auto earlier = co_await store_.find_card(chat, request.booking_id, context.deadline);
  const auto written = co_await put_card(*writer_, request.chat_id, std::move(request.message_id),
                                         shown.card.screen, context.deadline);
  if (written.outcome == Written::Outcome::shown) {
    shown.message_id = written.message_id;
    co_await store_.save_card(chat, request.booking_id, written.message_id,
                              shown.card.booking_version, clock_.now(), context.deadline);
    // One card for each booking of a chat: the earlier one would go on telling an old story.
    if (earlier.message_id && *earlier.message_id != written.message_id) {
      std::vector<std::string> old{*earlier.message_id};
      co_await writer_->remove(request.chat_id, std::move(old), context.deadline);
    }
    co_return shown;
  }
  if (written.outcome == Written::Outcome::unreachable) {
    co_await store_.mark_unreachable(chat, clock_.now(), context.deadline);
    co_return shown;
  }
  co_return fail(ProblemCode::provider_unavailable,
                 "the messenger did not take the card: " + written.error);
}

}  // namespace prokat::notifications
