-- Final: the money is ours. Only forward; the row is locked by lock_payment. An allocation is made when the payment is for one booking; `booking` enters the ledger.
-- $1 id, $2 actor, $3 channel, $4 request id, $5 now, $6 provider's id
WITH paid AS (
  UPDATE payments SET status = 'succeeded', provider_payment_id = coalesce(provider_payment_id, $6), cancel_reason = NULL, next_poll_at = NULL, last_error = NULL,
    version = version + 1, changed_by = $2, changed_via = $3, request_id = $4, updated_at = $5, succeeded_at = $5
  WHERE id = $1 AND status <> 'succeeded'
  RETURNING id, booking_id, amount_minor)
INSERT INTO payment_allocations (payment_id, booking_id, amount_minor)
SELECT id, booking_id, amount_minor FROM paid WHERE booking_id IS NOT NULL
ON CONFLICT DO NOTHING;
