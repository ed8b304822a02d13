-- The file id under which this bot already has a picture. $1 channel, $2 bot, $3 SHA-256 of the content. Index: primary key.
SELECT file_id FROM channel_files WHERE channel = $1 AND bot_id = $2 AND content_sha256 = $3;
