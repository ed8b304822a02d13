-- Taken before a booking of the object is revived: two overlapping bookings revived at once would each
-- wait for the other's row in the exclusion constraint. Creates are not held up (their foreign key
-- asks for KEY SHARE). SKIP LOCKED, because whoever waited here while holding an order's bookings
-- could close a ring; no row means that somebody else is at it. Relies on objects_pkey.
SELECT o.id
FROM objects o
WHERE o.id = $1::uuid
FOR NO KEY UPDATE SKIP LOCKED;
