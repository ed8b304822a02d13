-- One of a customer's slots for unpaid bookings, taken in the transaction that goes on to make the
-- booking and given back by a trigger on bookings.status. Two creates of one customer meet at the
-- slot's key: the later waits for the earlier and then looks again ("again"). Nobody else's rows are
-- touched. A hold on the same object that the customer let run out after $6 ("cooling") keeps him
-- from a new one, unless he can be called. Relies on unpaid_holds_pkey, orders_customer,
-- bookings_order, identities_customer.
WITH cooling AS (
  SELECT true AS so
  WHERE EXISTS (SELECT FROM orders r
                JOIN bookings b ON b.order_id = r.id
                WHERE r.customer_id = $1::uuid AND b.object_id = $2::uuid
                  AND b.status = 'cancelled' AND b.cancel_reason = 'expired'
                  AND b.hold_expires_at > $6::timestamptz)
    AND NOT EXISTS (SELECT FROM identities i
                    WHERE i.customer_id = $1::uuid AND i.kind = 'phone'
                      AND i.verified_at IS NOT NULL)
), slot AS (
  INSERT INTO unpaid_holds (customer_id, slot, slots_max, object_id, booking_id, created_at)
  SELECT $1::uuid, s.n, $4::integer, $2::uuid, $3::uuid, $5::timestamptz
  FROM generate_series(1, $4::integer) AS s (n)
  WHERE NOT EXISTS (SELECT FROM cooling)
    AND NOT EXISTS (SELECT FROM unpaid_holds u WHERE u.customer_id = $1::uuid AND u.slot = s.n)
  ORDER BY s.n
  LIMIT 1
  ON CONFLICT DO NOTHING
  RETURNING slot
), held AS (
  SELECT count(*) AS slots, coalesce(bool_or(u.object_id = $2::uuid), false) AS same_object
  FROM unpaid_holds u
  WHERE u.customer_id = $1::uuid
)
SELECT CASE
         WHEN EXISTS (SELECT FROM slot) THEN 'taken'
         WHEN EXISTS (SELECT FROM cooling) THEN 'cooling'
         WHEN held.same_object THEN 'same_object'
         WHEN held.slots >= $4::integer THEN 'full'
         ELSE 'again'
       END AS outcome
FROM held;
