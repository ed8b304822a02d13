-- A page of bookings by start; a window reaches back 400 days, longer than
-- rentals are, and no further, rising: ids only, the rows come from
-- find_bookings.sql. Keyset, so that the tenth page costs what the first does. For filters that many
-- bookings pass; few are looked for by list_few.sql. booking_fits() is one expression that the
-- planner takes in. Relies on bookings_date_start, walked forwards.
SELECT b.id, b.date_start AS position
FROM bookings b
JOIN orders r ON r.id = b.order_id
JOIN objects o ON o.id = b.object_id
WHERE (b.date_start, b.id) > ($1::timestamptz, $2::uuid)
  AND b.date_start > coalesce($11::timestamptz, '-infinity') - interval '400 days'
  AND b.date_start < coalesce($12::timestamptz, 'infinity')
  AND booking_fits(b, o, r, $4::text[], $5::text, $6::uuid, $7::uuid, $8::uuid, $9::uuid, $10::uuid,
                   $11::timestamptz, $12::timestamptz, $13::timestamptz, $14::timestamptz,
                   $15::text, $16::boolean, $17::text, $18::timestamptz)
ORDER BY b.date_start ASC, b.id ASC
LIMIT $3::integer;
