-- Drops partitions of one table of events before a day in which nothing waits. The lock as in
-- ensure_partitions.sql.
-- $1 table, $2 day
SELECT CASE WHEN pg_try_advisory_xact_lock(x'70617274'::bigint)
            THEN partitions_drop_events($1::text, $2::date) ELSE -1 END AS changed
