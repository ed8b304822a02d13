-- Idempotency keys older than seven days go, a batch at a time. BRIN finds their blocks; the limit
-- keeps the transaction short. Relies on idempotency_keys_age.
DELETE FROM idempotency_keys k
WHERE k.ctid = ANY (ARRAY(SELECT old.ctid FROM idempotency_keys old
                          WHERE old.created_at < $1::timestamptz
                          LIMIT $2::integer));
