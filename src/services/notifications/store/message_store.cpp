#include "services/notifications/store/message_store.hpp"

#include <algorithm>

#include "services/notifications/sql.hpp"

namespace prokat::notifications {

namespace {

constexpr int messages_per_event = 3;  // the parts of enqueue_messages.sql

pg::Params chat_params(const ChatRef& chat) {
  pg::Params params;
  params.add(chat.channel).add(chat.bot_id).add(chat.chat_id);
  return params;
}

}  // namespace

Task<void> MessageStore::enqueue(pg::Transaction& tx, std::vector<News> news, ChatRef operators,
                                 Instant due) {
  std::vector<std::string> types;
  std::vector<std::string> made_in;
  std::vector<BookingId> bookings;
  std::vector<CustomerId> customers;
  std::vector<MessageId> ids;
  for (auto& item : news) {
    types.push_back(std::move(item.type));
    made_in.push_back(std::move(item.made_in));
    bookings.push_back(item.booking_id);
    customers.push_back(item.customer_id);
    for (int i = 0; i < messages_per_event; ++i) ids.push_back(MessageId::make());
  }
  pg::Params params;
  params.add_array(types).add_array(bookings).add_array(customers).add_array(made_in).add_array(
      ids);
  params.add(operators.chat_id).add(operators.channel).add(operators.bot_id).add(due);
  co_await tx.statement(sql::enqueue_messages, std::move(params));
}

Task<void> MessageStore::enqueue_notice(pg::Transaction& tx, Notice notice, ChatRef operators,
                                        Instant due) {
  auto params = chat_params(operators);
  params.add(MessageId(notice.event_id.bytes())).add(notice.type).add(notice.facts).add(due);
  co_await tx.statement(sql::enqueue_notice, std::move(params));
}

Task<std::vector<Outgoing>> MessageStore::claim(Instant now, int limit, std::string channel,
                                                std::string bot_id, Deadline deadline) {
  pg::Params params;
  params.add(now).add(limit).add(channel).add(bot_id);
  const auto rows = co_await pool_.statement(sql::claim_messages, std::move(params), deadline);
  std::vector<Outgoing> messages;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = rows[i];
    Outgoing message;
    message.id = row.get<MessageId>("id");
    message.recorded_at = row.get<Instant>("recorded_at");
    message.chat = ChatRef{channel, bot_id, row.get<std::string>("chat_id")};
    message.audience = row.get<std::string>("audience");
    message.template_name = row.get<std::string>("template");
    message.booking_id = row.get<std::optional<BookingId>>("booking_id");
    message.facts = row.get<std::optional<std::string>>("facts");
    message.attempts = row.get<int>("attempts");
    messages.push_back(std::move(message));
  }
  // Ids are made in the order of the events, so this is the order in which people should hear of
  // them.
  std::sort(messages.begin(), messages.end(),
            [](const Outgoing& a, const Outgoing& b) { return a.id < b.id; });
  co_return messages;
}

Task<void> MessageStore::finish(Outgoing message, std::string state,
                                std::optional<std::string> provider_message_id,
                                std::optional<std::string> error, Instant now, Deadline deadline) {
  pg::Params params;
  params.add(message.id)
      .add(message.recorded_at)
      .add(state)
      .add(provider_message_id)
      .add(error)
      .add(now);
  co_await pool_.statement(sql::finish_message, std::move(params), deadline);
}

Task<void> MessageStore::postpone(Outgoing message, Instant next_attempt, std::string error,
                                  Deadline deadline) {
  pg::Params params;
  params.add(message.id).add(message.recorded_at).add(next_attempt).add(error);
  co_await pool_.statement(sql::postpone_message, std::move(params), deadline);
}

Task<CardRow> MessageStore::find_card(ChatRef chat, BookingId booking_id, Deadline deadline) {
  auto params = chat_params(chat);
  params.add(booking_id);
  const auto rows = co_await pool_.statement(sql::find_card, std::move(params), deadline);
  CardRow card;
  if (!rows.empty()) {
    card.message_id = rows[0].get<std::optional<std::string>>("message_id");
    card.rendered_version = rows[0].get<int>("rendered_version");
  }
  co_return card;
}

Task<void> MessageStore::save_card(ChatRef chat, BookingId booking_id, std::string message_id,
                                   int version, Instant now, Deadline deadline) {
  auto params = chat_params(chat);
  params.add(booking_id).add(message_id).add(version).add(now);
  co_await pool_.statement(sql::save_card, std::move(params), deadline);
}

Task<void> MessageStore::mark_unreachable(ChatRef chat, Instant now, Deadline deadline) {
  auto params = chat_params(chat);
  params.add(now);
  co_await pool_.statement(sql::mark_unreachable, std::move(params), deadline);
}

Task<std::optional<Language>> MessageStore::chat_language(ChatRef chat, Deadline deadline) {
  const auto rows = co_await pool_.statement(sql::chat_language, chat_params(chat), deadline);
  if (rows.empty()) co_return std::nullopt;
  const auto language = rows[0].get<std::optional<std::string>>("language");
  co_return language ? parse_language(*language) : std::nullopt;
}

}  // namespace prokat::notifications
