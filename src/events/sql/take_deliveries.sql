-- Takes what is due for one subscriber and marks it done, in the transaction in which the subscriber
-- then handles it: a failure rolls the mark back, so nothing is updated twice. Other workers skip the
-- locked rows. Index event_deliveries_due; partitions as in dispatch_events.sql.
-- $1 subscriber, $2 this machine's time, $3 how many at most
WITH due AS MATERIALIZED (
  SELECT event_id, recorded_at, attempts FROM event_deliveries
  WHERE subscriber = $1::text AND state = 'pending' AND next_attempt_at <= $2::timestamptz
  ORDER BY next_attempt_at
  LIMIT $3::bigint
  FOR UPDATE SKIP LOCKED
), done AS (
  UPDATE event_deliveries SET state = 'done'
  WHERE subscriber = $1::text
    AND event_id = ANY (ARRAY(SELECT event_id FROM due))
    AND recorded_at >= (SELECT min(recorded_at) FROM due)
    AND recorded_at <= (SELECT max(recorded_at) FROM due)
)
SELECT o.id, o.recorded_at, o.type, o.aggregate_kind, o.aggregate_id, o.payload, due.attempts
FROM due JOIN outbox o ON o.id = due.event_id
WHERE o.id = ANY (ARRAY(SELECT event_id FROM due))
  AND o.recorded_at >= (SELECT min(recorded_at) FROM due)
  AND o.recorded_at <= (SELECT max(recorded_at) FROM due)
ORDER BY o.recorded_at, o.id
