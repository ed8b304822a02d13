-- The next items of a leased lane, in order of arrival. Index inbox_pending.
-- $1 source, $2 lane, $3 how many at most
SELECT key, payload, attempts, next_attempt_at FROM inbox
WHERE source = $1::text AND lane = $2::text AND state = 'pending'
ORDER BY seq
LIMIT $3::bigint
