-- A lock of the session, for work that one process does at a time. No table, no index.
SELECT pg_try_advisory_lock($1::bigint) AS locked
