-- A charge or an adjustment of a booking that the transaction has locked: $2 more (or less), and the
-- status that the new balance gives. Relies on bookings_pkey.
UPDATE bookings
SET amount_minor = amount_minor + $2::bigint, status = $3::text, version = version + 1,
    changed_by = $4::text, changed_via = $5::text, request_id = $6::text,
    updated_at = $7::timestamptz
WHERE id = $1::uuid
RETURNING version;
