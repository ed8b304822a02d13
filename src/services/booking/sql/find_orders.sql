-- Orders without their bookings, in no order. Relies on orders_pkey.
SELECT r.id, r.code, r.customer_id, r.legal_entity_id, r.currency, r.total_minor, r.channel,
       r.version, r.created_at,
       (SELECT array_agg(b.id::text ORDER BY b.id) FROM bookings b WHERE b.order_id = r.id) AS booking_ids
FROM orders r
WHERE r.id = ANY ($1::uuid[]);
