-- Where a chat stands. $1 channel, $2 bot, $3 chat
SELECT customer_id, language, screen, params, screen_version, message_id, message_kind, extra_message_ids
FROM chats WHERE channel = $1 AND bot_id = $2 AND chat_id = $3;
