-- The entries of one batch; seal numbers go on from the head's. audit_chain_pkey and audit_chain_once refuse what would be sealed twice.
-- $1 the head's seal_no, $2 audit ids, $3 recorded_at, $4 tables, $5 row ids, $6 row keys ('' for none), $7 digests, $8 hashes
INSERT INTO audit_chain (seal_no, audit_id, recorded_at, table_name, row_id, row_key, digest, hash)
SELECT $1::bigint + n, audit_id, recorded_at::timestamptz, table_name, row_id::uuid, nullif(row_key, ''), digest, hash
FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::bytea[]) WITH ORDINALITY
       AS entry(audit_id, recorded_at, table_name, row_id, row_key, digest, hash, n);
