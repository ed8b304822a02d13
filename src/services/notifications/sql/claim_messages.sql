-- Messages to send now, oldest first, each for one process. A claim that is not finished within a minute (the process died) is claimed again: the message may
-- then arrive twice, which beats never; cards are edits and do not show it. Index messages_due.
-- $1 now (technical), $2 how many, $3 channel, $4 bot
UPDATE messages SET state = 'sending', attempts = attempts + 1, next_attempt_at = $1::timestamptz + interval '1 minute'
WHERE (id, recorded_at) IN (
  SELECT id, recorded_at FROM messages
  WHERE state IN ('pending', 'sending') AND next_attempt_at <= $1 AND channel = $3 AND bot_id = $4
  ORDER BY next_attempt_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING id, recorded_at, chat_id, audience, template, booking_id, facts::text AS facts, attempts;
