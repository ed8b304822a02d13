-- Which message is the card now and which version of the booking it shows; an older version never overwrites a newer one.
-- $1 channel, $2 bot, $3 chat, $4 booking, $5 message, $6 version shown, $7 now
INSERT INTO chat_cards (channel, bot_id, chat_id, booking_id, message_id, rendered_version, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (channel, bot_id, chat_id, booking_id) DO UPDATE
  SET message_id = excluded.message_id, rendered_version = greatest(chat_cards.rendered_version, excluded.rendered_version), updated_at = excluded.updated_at;
