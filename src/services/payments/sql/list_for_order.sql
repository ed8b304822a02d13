-- All payments of an order, newest first (index payments_order). $1 order
SELECT id, order_id, booking_id, status, method, kind, provider, provider_payment_id, amount_minor, currency, confirmation_url, cancel_reason, return_url, description, language, attempts, created_at
FROM payments WHERE order_id = $1 ORDER BY created_at DESC, id DESC;
