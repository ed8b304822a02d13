-- When the objects $1 are taken between $2 and $3: all their live bookings there in one go, in the
-- order in which a calendar reads them. Index-only on bookings_live, whose predicate is repeated word
-- for word; what is completed lies in the past, which a calendar shows as closed anyway.
SELECT b.object_id, b.blocked_from, b.blocked_until
FROM bookings b
WHERE b.object_id = ANY ($1::uuid[])
  AND b.blocked_from < $3::timestamptz AND b.blocked_until > $2::timestamptz
  AND b.status IN ('awaiting_payment', 'confirmed', 'paid')
ORDER BY b.object_id, b.blocked_from;
