-- Remembers a file id; the newest counts. $1 channel, $2 bot, $3 SHA-256 of the content, $4 file id
INSERT INTO channel_files (channel, bot_id, content_sha256, file_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (channel, bot_id, content_sha256) DO UPDATE SET file_id = excluded.file_id;
