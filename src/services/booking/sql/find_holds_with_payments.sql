-- Holds whose time is up and whose payments have to be asked about first, page by page, so that some
-- that nobody can decide on do not stand in the way of the rest.
-- A probe for each due hold, as in find_unpaid_holds.sql.
-- Relies on bookings_hold_expiry and payments_order.
SELECT b.id, b.order_id, b.hold_expires_at
FROM bookings b
WHERE b.status = 'awaiting_payment' AND b.hold_expires_at <= $1::timestamptz
  AND (b.hold_expires_at, b.id) > ($2::timestamptz, $3::uuid)
  AND (SELECT true FROM payments p
       WHERE p.order_id = b.order_id AND p.status <> 'canceled' LIMIT 1)
ORDER BY b.hold_expires_at, b.id
LIMIT $4::integer;
