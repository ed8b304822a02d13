-- How a claimed message ended: sent, skipped (nothing to show any more), failed (will never work), parked. $1 id, $2 recorded_at, $3 state, $4 provider's id, $5 error, $6 now
UPDATE messages SET state = $3, provider_message_id = $4, last_error = left($5, 500), next_attempt_at = NULL, sent_at = CASE WHEN $3 = 'sent' THEN $6::timestamptz END
WHERE id = $1 AND recorded_at = $2;
