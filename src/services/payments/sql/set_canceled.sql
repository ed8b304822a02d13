-- Final: this attempt is dead; a new one is a new payment. $1 id, $2 reason, $3 actor, $4 channel, $5 request id, $6 now
UPDATE payments SET status = 'canceled', cancel_reason = $2, next_poll_at = NULL, version = version + 1, changed_by = $3, changed_via = $4, request_id = $5, updated_at = $6
WHERE id = $1 AND status NOT IN ('succeeded', 'canceled');
