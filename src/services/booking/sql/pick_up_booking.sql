-- A locked booking is handed out, its object's row locked before it. Early: what it blocks begins
-- then, but never inside what another booking of the unit holds; the fact is recorded all the same.
-- Relies on bookings_pkey; bookings_no_overlap finds what lies in between.
UPDATE bookings b
SET picked_up_at = $2::timestamptz,
    blocked = tstzrange(
      CASE WHEN $2::timestamptz < b.blocked_from
           THEN greatest($2::timestamptz,
                         (SELECT max(o.blocked_until) FROM bookings o
                          WHERE o.object_id = b.object_id AND o.status <> 'cancelled'
                            AND o.blocked && tstzrange(least($2::timestamptz, b.blocked_from),
                                                       b.blocked_from, '[)')))
           ELSE b.blocked_from END,
      b.blocked_until, '[)'),
    version = b.version + 1,
    changed_by = $3::text, changed_via = $4::text, request_id = $5::text,
    updated_at = $6::timestamptz
WHERE b.id = $1::uuid
RETURNING b.version;
