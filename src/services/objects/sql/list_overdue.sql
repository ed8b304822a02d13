-- Which of the objects $1 are out although their rental has ended before $2. Index bookings_out, whose
-- predicate is repeated word for word.
SELECT b.object_id
FROM bookings b
WHERE b.object_id = ANY ($1::uuid[]) AND b.picked_up_at IS NOT NULL AND b.returned_at IS NULL
  AND b.status IN ('awaiting_payment', 'confirmed', 'paid') AND b.date_end < $2::timestamptz;
