-- What was read off when a unit was handed out or taken back; once each (handovers_pkey).
INSERT INTO handovers (booking_id, kind, happened_at, odometer_km, engine_hours_tenths,
                       fuel_eighths, fuel_litres_tenths, note, photo_ids,
                       changed_by, changed_via, request_id, created_at)
VALUES ($1::uuid, $2::text, $3::timestamptz, $4::integer, $5::integer, $6::smallint, $7::integer,
        $8::text, $9::uuid[], $10::text, $11::text, $12::text, $13::timestamptz);
