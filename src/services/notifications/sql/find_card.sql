-- The card of a booking in a chat: which message, what it shows. $1 channel, $2 bot, $3 chat, $4 booking
SELECT message_id, rendered_version FROM chat_cards WHERE channel = $1 AND bot_id = $2 AND chat_id = $3 AND booking_id = $4;
