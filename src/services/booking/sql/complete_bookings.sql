-- Rentals (and blocks) that are over: returned, and what they blocked has passed, so that search, which looks at
-- live bookings alone, never misses one that still holds its unit. A late return whose blocking was
-- cut by the next booking stays until its preparation would have ended: the next one is at risk as
-- long. Rows that somebody has locked wait for the next round. Relies on bookings_returned.
WITH due AS (
  SELECT b.id
  FROM bookings b
  JOIN objects o ON o.id = b.object_id
  WHERE (b.returned_at IS NOT NULL OR b.kind = 'block') AND b.status IN ('confirmed', 'paid')
    AND b.blocked_until <= $1::timestamptz
    AND (b.kind = 'block'
         OR b.returned_at + o.buffer_after_minutes * interval '1 minute' <= $1::timestamptz)
  ORDER BY b.blocked_until
  LIMIT $2::integer
  FOR NO KEY UPDATE OF b SKIP LOCKED
), done AS (
  UPDATE bookings b
  SET status = 'completed', version = b.version + 1,
      changed_by = $3::text, changed_via = $4::text, request_id = $5::text,
      updated_at = $1::timestamptz
  FROM due
  WHERE b.id = due.id
  RETURNING b.id, b.order_id, b.object_id, b.version
)
INSERT INTO outbox (id, type, aggregate_kind, aggregate_id, payload)
SELECT gen_random_uuid(), 'booking.completed', 'booking', d.id,
       jsonb_build_object('booking_id', d.id, 'order_id', d.order_id, 'object_id', d.object_id,
                          'customer_id', r.customer_id, 'channel', r.channel,
                          'version', d.version)
FROM done d
JOIN orders r ON r.id = d.order_id  -- a block has none, and nobody to be told
RETURNING aggregate_id;
