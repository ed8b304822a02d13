-- Keeps the lanes of one instance; which lanes come back tells it which it has lost. The primary key
-- does not serve this, but the table holds only the lanes being worked on now.
-- $1 by whom, $2 leased until
UPDATE inbox_lanes SET leased_until = $2::timestamptz
WHERE leased_by = $1::text
RETURNING source, lane
