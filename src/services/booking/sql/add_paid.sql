-- Keeps the booking's paid_minor the sum of its ledger, in the transaction that writes the entry.
-- Relies on bookings_pkey.
UPDATE bookings
SET paid_minor = paid_minor + $2::bigint, version = version + 1,
    changed_by = $3::text, changed_via = $4::text, request_id = $5::text,
    updated_at = $6::timestamptz
WHERE id = $1::uuid
RETURNING paid_minor, version;
