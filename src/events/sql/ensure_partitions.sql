-- Makes the time partitions of one table around a day; see the functions in the migrations. The lock:
-- two processes would create the same partition. -1: another process is at it.
-- $1 table, $2 day, $3 days ahead
SELECT CASE WHEN pg_try_advisory_xact_lock(x'70617274'::bigint)
            THEN partitions_ensure($1::text, $2::date, $3::integer) ELSE -1 END AS changed
