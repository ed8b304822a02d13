-- As take_deliveries.sql, for one delivery of a batch that failed. No row: somebody else has it, or
-- it is no longer due. By the primary key of event_deliveries.
-- $1 subscriber, $2 event, $3 the event's recorded_at, $4 this machine's time
WITH due AS MATERIALIZED (
  SELECT event_id FROM event_deliveries
  WHERE event_id = $2::uuid AND subscriber = $1::text AND recorded_at = $3::timestamptz
    AND state = 'pending' AND next_attempt_at <= $4::timestamptz
  FOR UPDATE SKIP LOCKED
)
UPDATE event_deliveries SET state = 'done'
WHERE event_id = (SELECT event_id FROM due) AND subscriber = $1::text
  AND recorded_at = $3::timestamptz
