-- Payments to ask about now, each for one process: the next poll is set before the provider is asked, so a process that dies costs one interval.
-- Index payments_due_poll. $1 now, $2 how many. The wait grows with attempts: 15 s, 30 s, 1, 2, 4, 8, then 10 minutes.
UPDATE payments SET attempts = attempts + 1,
  next_poll_at = $1::timestamptz + least(interval '15 seconds' * (2 ^ least(attempts, 10)), interval '10 minutes')
WHERE id IN (SELECT id FROM payments WHERE next_poll_at <= $1 ORDER BY next_poll_at LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING id, order_id, booking_id, status, method, kind, provider, provider_payment_id, amount_minor, currency, confirmation_url, cancel_reason, return_url, description, language, attempts, created_at;
