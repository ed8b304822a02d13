-- Holds whose time is up and for which no payment is under way or done: nothing to ask anybody, so
-- they expire in sets. Relies on bookings_hold_expiry and payments_order.
SELECT b.id
FROM bookings b
WHERE b.status = 'awaiting_payment' AND b.hold_expires_at <= $1::timestamptz
  AND NOT EXISTS (SELECT FROM payments p
                  WHERE p.order_id = b.order_id AND p.status <> 'canceled')
ORDER BY b.hold_expires_at
LIMIT $2::integer;
