-- All bookings of an order, locked in the order of their ids: two transactions over one order queue
-- instead of deadlocking. Relies on bookings_order.
SELECT b.id, b.order_id, b.object_id, r.customer_id, r.channel, b.status, b.cancel_reason,
       b.amount_minor, b.paid_minor, b.currency, b.version,
       b.date_start, b.date_end, b.blocked_from, b.blocked_until, b.time_zone,
       b.picked_up_at, b.returned_at, b.cancel_fee_minor, b.price_revision, b.created_at, b.terms
FROM bookings b
JOIN orders r ON r.id = b.order_id
WHERE b.order_id = $1::uuid
ORDER BY b.id
FOR NO KEY UPDATE OF b;
