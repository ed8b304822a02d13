-- A charge beside its line, with the measurement it stands for.
INSERT INTO booking_charges (id, booking_id, position, kind, quantity, unit_price_minor,
                             amount_minor, currency, note, photo_ids,
                             changed_by, changed_via, request_id, created_at)
VALUES ($1::uuid, $2::uuid, $3::integer, $4::text, $5::bigint / 1000.0, $6::bigint, $7::bigint,
        $8::char(3), $9::text, $10::uuid[], $11::text, $12::text, $13::text, $14::timestamptz);
