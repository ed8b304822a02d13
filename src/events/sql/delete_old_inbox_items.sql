-- Forgets handled items, a batch at a time. Index inbox_age (BRIN: rows of one time lie together).
-- $1 before, $2 how many at most
DELETE FROM inbox
WHERE (source, key) IN (SELECT source, key FROM inbox
                        WHERE recorded_at < $1::timestamptz AND state = 'done'
                        LIMIT $2::bigint)
