-- New dates, unit, price and note of a booking that the transaction has locked, with its object rows
-- locked before it. The old row version holds the old dates until the commit and the new one takes
-- the new dates now: what is promised is secured before anything is freed. Somebody else's dates make
-- it fail (23P01), and nothing has changed. Relies on bookings_pkey, bookings_no_overlap.
UPDATE bookings b
SET object_id = o.id,
    pickup_location_id = CASE WHEN o.id = b.object_id THEN b.pickup_location_id ELSE o.location_id END,
    return_location_id = CASE WHEN o.id = b.object_id THEN b.return_location_id ELSE o.location_id END,
    date_start = $3::timestamptz, date_end = $4::timestamptz,
    blocked = tstzrange($5::timestamptz, $6::timestamptz, '[)'), time_zone = $7::text,
    amount_minor = $8::bigint, deposit_minor = $9::bigint, price_revision = $10::integer,
    rate_version = $11::integer, terms = $12::jsonb, note = $13::text, status = $14::text,
    version = b.version + 1,
    changed_by = $15::text, changed_via = $16::text, request_id = $17::text,
    updated_at = $18::timestamptz, taxes = $19::jsonb
FROM objects o
WHERE b.id = $1::uuid AND o.id = $2::uuid
RETURNING b.version;
