-- Held while a provider's answer is applied: webhook, polling and settling may bring the same news at once. $1 id
SELECT id, order_id, booking_id, status, method, kind, provider, provider_payment_id, amount_minor, currency, confirmation_url, cancel_reason, return_url, description, language, attempts, created_at
FROM payments WHERE id = $1 FOR UPDATE;
