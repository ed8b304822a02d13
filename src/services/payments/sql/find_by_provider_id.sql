-- What a webhook talks about (index payments_provider_id). $1 provider, $2 the provider's id
SELECT id, order_id, booking_id, status, method, kind, provider, provider_payment_id, amount_minor, currency, confirmation_url, cancel_reason, return_url, description, language, attempts, created_at
FROM payments WHERE provider = $1 AND provider_payment_id = $2;
