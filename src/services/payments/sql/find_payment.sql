-- One payment by its key. $1 id
SELECT id, order_id, booking_id, status, method, kind, provider, provider_payment_id, amount_minor, currency, confirmation_url, cancel_reason, return_url, description, language, attempts, created_at
FROM payments WHERE id = $1;
