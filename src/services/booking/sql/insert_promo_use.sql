-- A booking of this transaction uses a promo code; its trigger raises the code's counters and fails by
-- constraint when they are full. The last lock of a transaction. Relies on bookings_pkey, orders_pkey.
INSERT INTO promo_uses (booking_id, promo_code_id, customer_id, terms_version, discount_minor)
SELECT b.id, $2::uuid, r.customer_id, $3::integer, $4::bigint
FROM bookings b JOIN orders r ON r.id = b.order_id
WHERE b.id = $1::uuid;
