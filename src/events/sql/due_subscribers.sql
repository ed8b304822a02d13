-- Which of these subscribers have something to do: one look a poll for all of them, each by the first
-- entry of index event_deliveries_due.
-- $1 names, $2 this machine's time
SELECT name FROM unnest($1::text[]) AS name
WHERE EXISTS (SELECT 1 FROM event_deliveries d
              WHERE d.subscriber = name AND d.state = 'pending'
                AND d.next_attempt_at <= $2::timestamptz)
