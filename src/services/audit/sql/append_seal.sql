-- The batch as a whole. $1 first and $2 last seal_no, $3 the last hash, $4 when (the machine's time, as in audit_log)
INSERT INTO audit_seals (first_seal_no, last_seal_no, row_count, hash, sealed_at)
VALUES ($1::bigint, $2::bigint, ($2::bigint - $1::bigint + 1)::integer, $3, $4);
