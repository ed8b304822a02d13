-- Locks customers in id order before one is merged into another, against another merge and against a
-- booking that is being made for one of them (its foreign key waits here). Tells of $2 whether it has
-- orders: index orders_customer; reads booking's table.
SELECT c.id,
       c.id = $2::uuid AND EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = $2::uuid) AS has_orders
FROM customers c
WHERE c.id = ANY ($1::uuid[]) AND c.merged_into_id IS NULL
ORDER BY c.id
FOR UPDATE;
