-- A locked booking comes back, its object's row locked before it: what it blocks ends with the
-- preparation after the return, early or late. Search relies on that: an early return frees days to
-- sell. Late into the next booking of the unit: cut where that one begins, which is at risk then (a
-- read says so); the fact is recorded all the same. A booking made in between makes it fail
-- (23P01), to be tried again. Never before the rental's start: a range has to hold something.
-- Relies on bookings_pkey, objects_pkey; bookings_no_overlap finds what comes next.
UPDATE bookings b
SET returned_at = $2::timestamptz,
    blocked = tstzrange(
      b.blocked_from,
      greatest(
        b.date_start + interval '1 minute',
        least($2::timestamptz + o.buffer_after_minutes * interval '1 minute',
              (SELECT min(n.blocked_from) FROM bookings n
               WHERE n.object_id = b.object_id AND n.status <> 'cancelled' AND n.id <> b.id
                 AND n.blocked && tstzrange(
                       b.blocked_until,
                       greatest(b.blocked_until,
                                $2::timestamptz + o.buffer_after_minutes * interval '1 minute'),
                       '[)')))),
      '[)'),
    version = b.version + 1,
    changed_by = $3::text, changed_via = $4::text, request_id = $5::text,
    updated_at = $6::timestamptz
FROM objects o
WHERE b.id = $1::uuid AND o.id = b.object_id
RETURNING b.version;
