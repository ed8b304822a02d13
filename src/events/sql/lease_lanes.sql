-- Leases lanes whose first pending item is due and which nobody works on. A row of inbox_lanes is a
-- lease and goes when it ends, so the table holds what is being worked on now and no more. Index
-- inbox_pending gives the heads of the lanes; ORDER BY lane: two processes take rows in one order.
-- Whoever gets a lane reads its items afterwards: this statement's view may be a moment old.
-- $1 source, $2 this machine's time, $3 leased until, $4 by whom, $5 how many at most
WITH heads AS (
  SELECT DISTINCT ON (lane) lane, seq, next_attempt_at FROM inbox
  WHERE source = $1::text AND state = 'pending'
  ORDER BY lane, seq
), free AS (
  SELECT h.lane FROM heads h
  WHERE h.next_attempt_at <= $2::timestamptz
    AND NOT EXISTS (SELECT 1 FROM inbox_lanes l
                    WHERE l.source = $1::text AND l.lane = h.lane
                      AND l.leased_until > $2::timestamptz)
  ORDER BY h.seq
  LIMIT $5::bigint
)
INSERT INTO inbox_lanes (source, lane, leased_until, leased_by)
SELECT $1::text, lane, $3::timestamptz, $4::text FROM free ORDER BY lane
ON CONFLICT (source, lane) DO UPDATE
  SET leased_until = excluded.leased_until, leased_by = excluded.leased_by
  WHERE inbox_lanes.leased_until <= $2::timestamptz
RETURNING lane
