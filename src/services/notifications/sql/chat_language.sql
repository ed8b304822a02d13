-- In which language a chat speaks. $1 channel, $2 bot, $3 chat
SELECT language FROM chats WHERE channel = $1 AND bot_id = $2 AND chat_id = $3;
