-- Keeps an order's total the sum of the charges in force, in the transaction that writes one off or
-- brings one back. Taken after the order's bookings, like everywhere. Relies on orders_pkey.
UPDATE orders
SET total_minor = total_minor + $2::bigint, version = version + 1
WHERE id = $1::uuid;
