-- Blocks that no longer take their dates: removed, or about to be stored as part of a longer one. The
-- object's row is locked. By primary key.
UPDATE bookings
SET status = 'cancelled', cancel_reason = 'operator', version = version + 1,
    changed_by = $2::text, changed_via = $3::text, request_id = $4::text,
    updated_at = $5::timestamptz
WHERE id = ANY ($1::uuid[]) AND kind = 'block' AND status <> 'cancelled';
