-- What keeps a block from a period: rentals with their preparation around them, and nothing else, since
-- blocks were merged. By the index of bookings_no_overlap.
SELECT b.code, b.date_start, b.date_end, b.status
FROM bookings b
WHERE b.object_id = $1::uuid AND b.kind = 'rental' AND b.status <> 'cancelled'
  AND b.blocked && tstzrange($2::timestamptz, $3::timestamptz, '[)')
ORDER BY b.date_start
LIMIT 20;
