#include "bot/store/chat_store.hpp"

#include "base/json.hpp"
#include "bot/sql.hpp"
#include "runtime/log.hpp"

namespace prokat::bot {

namespace {

pg::Params key_params(const ChatKey& chat) {
  pg::Params params;
  params.add(chat.channel).add(chat.bot_id).add(chat.chat_id);
  return params;
}

}  // namespace

Task<ChatState> ChatStore::find(ChatKey chat, Deadline deadline) {
  const auto rows = co_await pool_.statement(sql::find_chat, key_params(chat), deadline);
  ChatState state;
  if (rows.empty()) co_return state;
  const auto row = rows[0];
  state.customer_id = row.get<std::optional<CustomerId>>("customer_id");
  if (const auto language = row.get<std::optional<std::string>>("language"))
    state.language = parse_language(*language);
  state.screen = row.get<std::string>("screen");
  state.screen_version = row.get<int>("screen_version");
  state.message_id = row.get<std::optional<std::string>>("message_id");
  state.message_kind = row.get<std::optional<std::string>>("message_kind").value_or("text");
  state.extra_message_ids = row.get<std::vector<std::string>>("extra_message_ids");
  // A draft of another version of the program may not fit: the choice starts anew, the chat goes
  // on.
  if (auto draft = json::parse<Draft>(
          row.text("params"), json::ParseOptions{.unknown_fields = json::UnknownFields::ignore})) {
    state.draft = std::move(*draft);
  } else {
    log::warn("bot.draft_dropped", {{"screen", state.screen}});
    state.screen = "menu";
  }
  co_return state;
}

Task<void> ChatStore::save(ChatKey chat, ChatState state, Instant now, Deadline deadline) {
  auto params = key_params(chat);
  params.add(state.customer_id);
  if (state.language) {
    params.add(to_string(*state.language));
  } else {
    params.add_null();
  }
  params.add(state.screen)
      .add(json::write(state.draft))
      .add(state.screen_version)
      .add(state.message_id)
      .add(state.message_kind);
  params.add_array(state.extra_message_ids).add(now);
  co_await pool_.statement(sql::save_chat, std::move(params), deadline);
}

Task<void> ChatStore::set_unreachable(ChatKey chat, Instant now, Deadline deadline) {
  auto params = key_params(chat);
  params.add(now);
  co_await pool_.statement(sql::set_unreachable, std::move(params), deadline);
}

}  // namespace prokat::bot
