-- Rentals of a unit that have not ended at $2: who would be left without it. Live bookings by
-- bookings_live, whose predicate is repeated word for word.
SELECT b.code
FROM bookings b
WHERE b.object_id = $1::uuid AND b.kind = 'rental' AND b.date_end > $2::timestamptz
  AND b.status IN ('awaiting_payment', 'confirmed', 'paid')
ORDER BY b.blocked_from
LIMIT 20;
