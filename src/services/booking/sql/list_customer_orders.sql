-- The same page for one customer: with the customer as an optional filter the generic plan would walk
-- everybody's orders. Relies on orders_customer.
SELECT r.id, r.created_at
FROM orders r
WHERE r.customer_id = $5::uuid
  AND (r.created_at, r.id) < ($1::timestamptz, $2::uuid)
  AND (NOT $3::boolean OR r.code IS NOT NULL)
ORDER BY r.created_at DESC, r.id DESC
LIMIT $4::integer;
