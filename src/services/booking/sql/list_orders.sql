-- A page of everybody's orders, newest first; $3: only those of several units. Keyset
-- (created_at, id). Relies on orders_created.
SELECT r.id, r.created_at
FROM orders r
WHERE (r.created_at, r.id) < ($1::timestamptz, $2::uuid)
  AND (NOT $3::boolean OR r.code IS NOT NULL)
ORDER BY r.created_at DESC, r.id DESC
LIMIT $4::integer;
