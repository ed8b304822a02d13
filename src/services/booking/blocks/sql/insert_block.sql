-- A block, which needs no preparation around it: it takes its period and nothing more. The constraint
-- decides whether a rental was there first; ON CONFLICT names it, as the create of a booking does.
INSERT INTO bookings (id, kind, code, object_id, pickup_location_id, return_location_id, date_start,
                      date_end, blocked, time_zone, status, amount_minor, currency, note,
                      changed_by, changed_via, request_id, created_at, updated_at)
VALUES ($1::uuid, 'block', $2::text, $3::uuid, $4::uuid, $4::uuid, $5::timestamptz,
        $6::timestamptz, tstzrange($5::timestamptz, $6::timestamptz, '[)'), $7::text, $8::text, 0,
        $9::char(3), $10::text, $11::text, $12::text, $13::text, $14::timestamptz, $14::timestamptz)
ON CONFLICT ON CONSTRAINT bookings_no_overlap DO NOTHING
RETURNING id;
