-- Turns waiting events into one delivery per subscription, set-based: claim, insert and mark are one
-- statement and so one transaction; a second dispatcher skips what this one has locked.
-- Index outbox_waiting finds the events. They are addressed by an array of ids and the span of their
-- recorded_at, both from InitPlans: a join would be planned for all partitions at once (the generic
-- plan cannot know that one is meant) and read them all.
-- A delivery is due from the event's own time, so that deliveries keep the order of events.
-- $1 this machine's time, $2 how many at most
WITH waiting AS MATERIALIZED (
  SELECT id, recorded_at, type FROM outbox
  WHERE dispatched_at IS NULL
  ORDER BY recorded_at
  LIMIT $2::bigint
  FOR UPDATE SKIP LOCKED
), made AS (
  INSERT INTO event_deliveries (event_id, recorded_at, subscriber, state, next_attempt_at)
  SELECT w.id, w.recorded_at, s.subscriber, 'pending', least(w.recorded_at, $1::timestamptz)
  FROM waiting w JOIN event_subscriptions s ON s.event_type = w.type
  RETURNING subscriber
), marked AS (
  UPDATE outbox SET dispatched_at = $1::timestamptz
  WHERE id = ANY (ARRAY(SELECT id FROM waiting))
    AND recorded_at >= (SELECT min(recorded_at) FROM waiting)
    AND recorded_at <= (SELECT max(recorded_at) FROM waiting)
)
SELECT (SELECT count(*) FROM waiting) AS dispatched,
       ARRAY(SELECT DISTINCT subscriber FROM made) AS subscribers
