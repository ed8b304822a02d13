-- Not delivered; tried again. $1 id, $2 recorded_at, $3 next attempt, $4 error
UPDATE messages SET state = 'pending', next_attempt_at = $3, last_error = left($4, 500)
WHERE id = $1 AND recorded_at = $2;
