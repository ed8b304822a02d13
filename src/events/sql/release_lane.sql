-- Ends a lease, if it is still this instance's. By the primary key.
-- $1 source, $2 lane, $3 by whom
DELETE FROM inbox_lanes WHERE source = $1::text AND lane = $2::text AND leased_by = $3::text
