-- For this transaction: give up soon when a lock is not to be had. Creating or dropping a partition
-- locks the whole table, and everybody would queue behind a maintenance job that waits.
-- $1 milliseconds
SELECT set_config('lock_timeout', $1::text, true) AS lock_timeout
