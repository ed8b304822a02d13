-- Makes the time partitions around a day; see the function in the first migration. The lock: two
-- processes would create the same table. -1: another process is at it.
-- $1 day, $2 days ahead
SELECT CASE WHEN pg_try_advisory_xact_lock(x'70617274'::bigint)
            THEN partitions_ensure($1::date, $2::integer) ELSE -1 END AS made
