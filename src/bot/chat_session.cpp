#include "bot/chat_session.hpp"

#include "bot/dialogue/expect.hpp"
#include "runtime/log.hpp"

namespace prokat::bot {

using channels::Written;

Task<std::string> ChatSession::handle(CallContext context, ChatKey chat, Person person,
                                      Input input) {
  auto state = co_await store_.find(chat, context.deadline);
  const bool tapped =
      std::holds_alternative<ScreenAction>(input) || std::holds_alternative<CardAction>(input);
  auto output = co_await dialogue_.handle(context, chat, std::move(person), std::move(state),
                                          std::move(input));
  if (output.state.message_kind == "contact") {
    const auto said = output.toast.empty() ? std::string("👌") : std::exchange(output.toast, {});
    co_await writer_.hide_keyboard(chat.chat_id, said, context.deadline);
  }
  // A tap is answered by a toast; whoever wrote reads it above the screen.
  if (!tapped && !output.toast.empty()) {
    output.screen.text = std::exchange(output.toast, {}) + "\n\n" + output.screen.text;
  }
  const bool reachable = output.unchanged || co_await show(context, chat, output);
  co_await store_.save(chat, output.state, clock_.now(), context.deadline);
  if (!reachable) co_await store_.set_unreachable(chat, clock_.now(), context.deadline);
  co_return std::move(output.toast);
}

Task<void> ChatSession::left(CallContext context, ChatKey chat) {
  co_await store_.set_unreachable(std::move(chat), clock_.now(), context.deadline);
}

Task<bool> ChatSession::show(const CallContext& context, const ChatKey& chat, Output& output) {
  // An album belongs to the screen that showed it.
  if (!output.state.extra_message_ids.empty())
    co_await writer_.remove(chat.chat_id, std::exchange(output.state.extra_message_ids, {}),
                            context.deadline);
  if (!output.card) co_return co_await show_screen(context, chat, output);
  co_await show_card(context, chat, output);
  co_return true;  // notifications marks the chat itself
}

// The message the screen lived in becomes the card and stays; the next screen is a new message
// below it.
Task<void> ChatSession::show_card(const CallContext& context, const ChatKey& chat, Output& output) {
  auto& state = output.state;
  notifications::ShowCardRequest request{
      chat.channel, chat.bot_id, chat.chat_id, *output.card, state.language.value_or(Language::ru),
      std::nullopt};
  const bool reusable = state.message_id && state.message_kind == "text" && !output.fresh;
  if (reusable) request.message_id = state.message_id;
  expect(co_await notifications_.show_card(context, std::move(request)));
  if (!reusable && state.message_id) {
    std::vector<std::string> old{*state.message_id};
    co_await writer_.remove(chat.chat_id, std::move(old), context.deadline);
  }
  state.message_id.reset();
  state.message_kind = "text";
}

Task<bool> ChatSession::show_screen(const CallContext& context, const ChatKey& chat,
                                    Output& output) {
  auto& state = output.state;
  auto& screen = output.screen;
  const auto prefix = std::to_string(state.screen_version) + ":";
  const bool in_place = state.message_id && state.message_kind == "text" && !screen.photo &&
                        !screen.ask_contact && !output.fresh;
  if (in_place) {
    const auto edited =
        co_await writer_.edit(chat.chat_id, *state.message_id, screen, prefix, context.deadline);
    if (edited.outcome == Written::Outcome::shown) co_return true;
    if (edited.outcome == Written::Outcome::unreachable) co_return false;
    if (edited.outcome != Written::Outcome::gone)
      throw DialogueFailure(
          Problem{ProblemCode::provider_unavailable, "edit: " + edited.error, {}, {}});
  }
  if (!screen.album.empty())
    state.extra_message_ids =
        co_await writer_.send_album(chat.chat_id, screen.album, context.deadline);
  const auto sent = co_await writer_.send(chat.chat_id, screen, prefix, context.deadline);
  if (sent.outcome == Written::Outcome::unreachable) {
    log::info("bot.chat_unreachable", {{"reason", sent.error}});
    co_return false;
  }
  if (sent.outcome != Written::Outcome::shown)
    throw DialogueFailure(
        Problem{ProblemCode::provider_unavailable, "send: " + sent.error, {}, {}});
  if (state.message_id) {
    std::vector<std::string> old{*state.message_id};
    co_await writer_.remove(chat.chat_id, std::move(old), context.deadline);
  }
  state.message_id = sent.message_id;
  state.message_kind = sent.kind;
  co_return true;
}

}  // namespace prokat::bot
