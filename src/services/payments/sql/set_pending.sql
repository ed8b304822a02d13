-- The provider took the payment: its id and the page where the customer pays. A webhook may have been faster, so a final status stays.
-- $1 id, $2 provider's id, $3 confirmation url, $4 now, $5 next poll
UPDATE payments SET provider_payment_id = $2, confirmation_url = coalesce($3, confirmation_url),
  status = CASE status WHEN 'created' THEN 'pending' ELSE status END, attempts = 0,
  next_poll_at = CASE WHEN status IN ('succeeded', 'canceled') THEN NULL ELSE $5::timestamptz END, last_error = NULL, version = version + 1, updated_at = $4
WHERE id = $1;
