-- The same page for one customer. A statement of its own: with the customer as one more optional
-- filter the generic plan would walk everybody's bookings by date. Relies on orders_customer and
-- bookings_order; a customer has few enough to sort.
SELECT b.id, b.date_start
FROM orders r
JOIN bookings b ON b.order_id = r.id
JOIN objects o ON o.id = b.object_id
WHERE r.customer_id = $9::uuid
  AND (b.date_start, b.id) < ($1::timestamptz, $2::uuid)
  AND ($3::text[] IS NULL OR b.status = ANY ($3::text[]))
  AND ($4::text IS NULL OR o.type = $4::text)
  AND ($5::uuid IS NULL OR b.object_id = $5::uuid)
  AND ($6::timestamptz IS NULL OR b.date_end > $6::timestamptz)
  AND ($7::timestamptz IS NULL OR b.date_start < $7::timestamptz)
ORDER BY b.date_start DESC, b.id DESC
LIMIT $8::integer;
