-- One booking and whose it is, locked until the transaction ends, for everything that changes its
-- status. NO KEY: rows that refer to the booking may still be added meanwhile.
-- Relies on bookings_pkey.
SELECT b.id, b.order_id, b.object_id, r.customer_id, r.channel, b.status, b.cancel_reason,
       b.amount_minor, b.paid_minor, b.currency, b.version,
       b.date_start, b.date_end, b.blocked_from, b.blocked_until, b.time_zone,
       b.picked_up_at, b.returned_at, b.cancel_fee_minor, b.price_revision, b.created_at, b.terms
FROM bookings b
JOIN orders r ON r.id = b.order_id
WHERE b.id = $1::uuid
FOR NO KEY UPDATE OF b;
