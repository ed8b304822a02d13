-- The row stands before the provider is called. Another open payment of the same order, kind and amount (index payments_one_open) or the same id (a repeated
-- request) makes this write nothing; the caller then reads what is there.
-- $1 id, $2 order, $3 booking or NULL, $4 method, $5 kind, $6 provider, $7 amount, $8 currency, $9 return url, $10 description, $11 language,
-- $12 next poll, $13 actor, $14 channel, $15 request id, $16 now
INSERT INTO payments (id, order_id, booking_id, method, kind, provider, status, amount_minor, currency, return_url, description, language, next_poll_at,
                      changed_by, changed_via, request_id, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, 'created', $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)
ON CONFLICT DO NOTHING
RETURNING id;
