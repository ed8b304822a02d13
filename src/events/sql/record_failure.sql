-- A delivery that failed alone: when to try again, or parked for a person to look at. `attempts` is
-- compared, so that of two workers that failed at the same delivery one counts.
-- $1 subscriber, $2 event, $3 the event's recorded_at, $4 attempts before, $5 next attempt, $6 why,
-- $7 park it
UPDATE event_deliveries
SET attempts = attempts + 1,
    next_attempt_at = $5::timestamptz,
    last_error = $6::text,
    state = CASE WHEN $7::boolean THEN 'parked' ELSE 'pending' END
WHERE event_id = $2::uuid AND subscriber = $1::text AND recorded_at = $3::timestamptz
  AND state = 'pending' AND attempts = $4::integer
