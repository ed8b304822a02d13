-- Stores what came from outside; what is there already is dropped by the primary key. ORDER BY: seq
-- is given in the order of arrival, also within one call.
-- $1 sources, $2 keys, $3 lanes, $4 sealed payloads, $5 this machine's time
INSERT INTO inbox (source, key, lane, payload, next_attempt_at, recorded_at)
SELECT u.source, u.key, u.lane, u.payload, $5::timestamptz, $5::timestamptz
FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[])
     WITH ORDINALITY AS u (source, key, lane, payload, n)
ORDER BY u.n
ON CONFLICT (source, key) DO NOTHING
