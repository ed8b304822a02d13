-- Holds whose time is up and for which no payment is under way or done: nothing to ask anybody, so
-- they expire in sets. A scalar subquery, because EXISTS may become a join that reads all payments
-- there ever were, every second. Relies on bookings_hold_expiry and payments_order.
SELECT b.id
FROM bookings b
WHERE b.status = 'awaiting_payment' AND b.hold_expires_at <= $1::timestamptz
  AND (SELECT true FROM payments p
       WHERE p.order_id = b.order_id AND p.status <> 'canceled' LIMIT 1) IS NULL
ORDER BY b.hold_expires_at
LIMIT $2::integer;
