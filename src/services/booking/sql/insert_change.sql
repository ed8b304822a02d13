-- Why a booking's total is another one now; shown with the booking.
INSERT INTO booking_changes (id, booking_id, kind, price_revision, difference_minor, total_minor,
                             was_object_id, was_start, was_end, note, actor, created_at)
VALUES ($1::uuid, $2::uuid, $3::text, $4::integer, $5::bigint, $6::bigint, $7::uuid,
        $8::timestamptz, $9::timestamptz, $10::text, $11::text, $12::timestamptz);
