-- A locked booking is cancelled by people: why, for how much and with which words. Its dates are free
-- with the commit. Relies on bookings_pkey.
UPDATE bookings
SET status = 'cancelled', cancel_reason = $2::text, cancel_fee_minor = $3::bigint,
    cancel_note = $4::text, version = version + 1,
    changed_by = $5::text, changed_via = $6::text, request_id = $7::text,
    updated_at = $8::timestamptz
WHERE id = $1::uuid
RETURNING version;
