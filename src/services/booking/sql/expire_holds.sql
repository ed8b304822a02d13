-- Ends holds whose time is still up: status, write-off of the charge and event in one transaction.
-- $1 booking ids, $2 as many event ids; the event's id is also the cause of the write-off, because
-- a booking can expire more than once. Rows that somebody has locked are being decided on by
-- him and are left for the next round. Relies on bookings_pkey.
WITH due AS (
  SELECT b.id, given.event_id
  FROM unnest($1::uuid[], $2::uuid[]) AS given (id, event_id)
  JOIN bookings b ON b.id = given.id
  WHERE b.status = 'awaiting_payment' AND b.hold_expires_at <= $3::timestamptz
  ORDER BY b.id
  FOR NO KEY UPDATE OF b SKIP LOCKED
), promos AS MATERIALIZED (
  -- Their uses are given back by a trigger at the end of the statement. The codes are locked now, in the
  -- order of their ids, so that two rounds (or a round and a create) queue instead of deadlocking.
  SELECT p.id
  FROM promo_codes p
  WHERE p.id IN (SELECT u.promo_code_id FROM promo_uses u JOIN due ON due.id = u.booking_id)
  ORDER BY p.id
  FOR NO KEY UPDATE
), expired AS (
  UPDATE bookings b
  SET status = 'cancelled', cancel_reason = 'expired', version = b.version + 1,
      changed_by = $4::text, changed_via = $5::text, request_id = $6::text,
      updated_at = $3::timestamptz
  FROM due, (SELECT count(*) FROM promos) locked
  WHERE b.id = due.id
  RETURNING b.id, b.order_id, b.object_id, b.amount_minor, b.currency, b.version, due.event_id
), written_off AS (
  INSERT INTO ledger_entries (order_id, booking_id, account, amount_minor, currency,
                              cause_kind, cause_id, created_at)
  SELECT e.order_id, e.id, 'writeoff', e.amount_minor, e.currency, 'cancellation', e.event_id,
         $3::timestamptz
  FROM expired e
), orders_less AS (
  UPDATE orders o
  SET total_minor = o.total_minor - less.amount_minor, version = o.version + 1
  FROM (SELECT e.order_id, sum(e.amount_minor) AS amount_minor FROM expired e GROUP BY e.order_id) less
  WHERE o.id = less.order_id
)
INSERT INTO outbox (id, type, aggregate_kind, aggregate_id, payload)
SELECT e.event_id, 'booking.cancelled', 'booking', e.id,
       jsonb_build_object('booking_id', e.id, 'order_id', e.order_id, 'object_id', e.object_id,
                          'customer_id', r.customer_id, 'channel', r.channel,
                          'version', e.version, 'reason', 'expired')
FROM expired e
JOIN orders r ON r.id = e.order_id
RETURNING aggregate_id;
