-- Whether anybody but the booking $4 holds a unit in a period: what a quote of a change says. The
-- change itself never asks; the constraint decides it. Relies on bookings_no_overlap.
SELECT EXISTS (SELECT FROM bookings b
               WHERE b.object_id = $1::uuid
                 AND b.blocked && tstzrange($2::timestamptz, $3::timestamptz, '[)')
                 AND b.status <> 'cancelled' AND b.id <> $4::uuid) AS taken;
