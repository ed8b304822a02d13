-- The open online payment of an order for this kind and amount: at most one by payments_one_open. $1 order, $2 kind, $3 amount
SELECT id, order_id, booking_id, status, method, kind, provider, provider_payment_id, amount_minor, currency, confirmation_url, cancel_reason, return_url, description, language, attempts, created_at
FROM payments WHERE order_id = $1 AND kind = $2 AND amount_minor = $3 AND method = 'online' AND status IN ('created', 'pending');
