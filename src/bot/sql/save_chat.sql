-- One upsert a tap. The person wrote, so the chat is reachable again.
-- $1 channel, $2 bot, $3 chat, $4 customer, $5 language, $6 screen, $7 params, $8 screen version, $9 message, $10 its kind, $11 extra messages, $12 now
INSERT INTO chats (channel, bot_id, chat_id, customer_id, language, screen, params, screen_version, message_id, message_kind, extra_message_ids, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10, $11, $12)
ON CONFLICT (channel, bot_id, chat_id) DO UPDATE SET
  customer_id = excluded.customer_id, language = excluded.language, screen = excluded.screen, params = excluded.params, screen_version = excluded.screen_version,
  message_id = excluded.message_id, message_kind = excluded.message_kind, extra_message_ids = excluded.extra_message_ids, unreachable_at = NULL,
  updated_at = excluded.updated_at;
