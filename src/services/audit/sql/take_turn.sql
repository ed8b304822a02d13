-- One process seals at a time: a lock that ends with the transaction which writes the chain, so that a process which lost its connection cannot go on sealing beside
-- its successor. $1 the key of the lock
SELECT pg_try_advisory_xact_lock($1::bigint) AS taken;
