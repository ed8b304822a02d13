-- The new status of a booking that the transaction has locked, and $8, what its ledger has gained
-- in payments meanwhile: paid_minor stays the ledger's sum in the transaction that writes the entry.
-- Relies on bookings_pkey.
UPDATE bookings
SET status = $2::text, cancel_reason = $3::text, version = version + 1,
    paid_minor = paid_minor + $8::bigint,
    changed_by = $4::text, changed_via = $5::text, request_id = $6::text,
    updated_at = $7::timestamptz
WHERE id = $1::uuid
RETURNING version;
