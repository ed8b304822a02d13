-- The person blocked the bot: nothing is sent until they write again. $1 channel, $2 bot, $3 chat, $4 now
UPDATE chats SET unreachable_at = $4 WHERE channel = $1 AND bot_id = $2 AND chat_id = $3;
