-- Late money brings an expired booking back, if its dates are still free, its start is ahead and its
-- object is still for rent. No row: it cannot come back. The constraint stays the judge: a create
-- that commits between this snapshot and the write makes the statement fail (23P01), the event
-- is delivered again, and then the new booking is seen. Relies on bookings_pkey,
-- bookings_no_overlap, objects_pkey.
UPDATE bookings
SET status = $2::text, cancel_reason = NULL, version = version + 1,
    paid_minor = paid_minor + $7::bigint,
    changed_by = $3::text, changed_via = $4::text, request_id = $5::text,
    updated_at = $6::timestamptz
WHERE id = $1::uuid
  AND date_start > $6::timestamptz
  AND EXISTS (SELECT FROM objects o
              WHERE o.id = bookings.object_id AND o.status = 'active' AND o.archived_at IS NULL)
  AND NOT EXISTS (SELECT FROM bookings other
                  WHERE other.object_id = bookings.object_id AND other.blocked && bookings.blocked
                    AND other.status <> 'cancelled')
RETURNING version;
