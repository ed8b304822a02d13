-- An order's bookings with what is needed to say what is due and for what; the order is named by its
-- id or by one of its bookings. Relies on bookings_pkey and bookings_order.
SELECT b.id, b.code, b.order_id, r.customer_id, b.status, b.amount_minor, b.paid_minor, b.currency,
       b.cancel_fee_minor,
       b.hold_expires_at, b.date_start, b.date_end, b.time_zone,
       o.name_ru, o.name_en, t.rental_unit
FROM bookings b
JOIN orders r ON r.id = b.order_id
JOIN objects o ON o.id = b.object_id
JOIN object_types t ON t.code = o.type
WHERE b.order_id = coalesce($1::uuid, (SELECT n.order_id FROM bookings n WHERE n.id = $2::uuid))
ORDER BY b.id;
