-- Why the provider could not be asked; polling goes on. $1 id, $2 error, $3 next poll, $4 now
UPDATE payments SET last_error = left($2, 500), next_poll_at = CASE WHEN status IN ('succeeded', 'canceled') THEN NULL ELSE $3::timestamptz END, updated_at = $4
WHERE id = $1;
