-- An item could not be handled: when to try again, or parked so that its lane goes on. Primary key.
-- $1 source, $2 key, $3 attempts before, $4 next attempt, $5 why, $6 park it
UPDATE inbox
SET attempts = attempts + 1,
    next_attempt_at = $4::timestamptz,
    last_error = $5::text,
    state = CASE WHEN $6::boolean THEN 'parked' ELSE 'pending' END
WHERE source = $1::text AND key = $2::text AND state = 'pending' AND attempts = $3::integer
