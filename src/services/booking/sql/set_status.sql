-- The new status of a booking that the transaction has locked. Relies on bookings_pkey.
UPDATE bookings
SET status = $2::text, cancel_reason = $3::text, version = version + 1,
    changed_by = $4::text, changed_via = $5::text, request_id = $6::text,
    updated_at = $7::timestamptz
WHERE id = $1::uuid
RETURNING version;
