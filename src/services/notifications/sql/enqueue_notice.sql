-- A message to the operators' chat that is about no booking, in the transaction that marks its event done; none where no such chat is configured. Its id is the event's.
-- $1 channel, $2 bot, $3 chat or '', $4 id, $5 event type, $6 what it says (JSON), $7 due from
INSERT INTO messages (id, channel, bot_id, chat_id, audience, template, facts, state, next_attempt_at)
SELECT $4, $1::text, $2::text, $3::text, 'operators', 'operators_' || replace($5::text, '.', '_'), $6::jsonb, 'pending', $7
WHERE $3::text <> '';
