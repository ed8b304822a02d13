-- Money is held on the card and waits for capture. $1 id, $2 actor, $3 channel, $4 request id, $5 now
UPDATE payments SET status = 'waiting_for_capture', last_error = NULL, version = version + 1, changed_by = $2, changed_via = $3, request_id = $4, updated_at = $5
WHERE id = $1 AND status IN ('created', 'pending');
