-- A booking's note alone. Relies on bookings_pkey.
UPDATE bookings
SET note = $2::text, version = version + 1,
    changed_by = $3::text, changed_via = $4::text, request_id = $5::text,
    updated_at = $6::timestamptz
WHERE id = $1::uuid
RETURNING version;
