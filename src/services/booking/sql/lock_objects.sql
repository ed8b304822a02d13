-- The units that a transaction over several of them, or a move of a booking, is about to write, locked
-- in the order of their ids: two such transactions queue instead of deadlocking (measured: 23
-- deadlocks in 6 s without). Creates are not held up: their foreign key asks for KEY SHARE.
-- Relies on objects_pkey.
SELECT o.id, o.rate_version, o.status = 'active' AND o.archived_at IS NULL AS for_rent
FROM objects o
WHERE o.id = ANY ($1::uuid[])
ORDER BY o.id
FOR NO KEY UPDATE;
