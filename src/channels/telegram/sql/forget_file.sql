-- Telegram does not know the file id any more. $1 channel, $2 bot, $3 SHA-256 of the content
DELETE FROM channel_files WHERE channel = $1 AND bot_id = $2 AND content_sha256 = $3;
