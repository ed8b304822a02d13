-- Entries of the chain in order. Index audit_chain_pkey. $1 after this seal_no, $2 up to this one, $3 how many
SELECT seal_no, audit_id, extract(epoch FROM recorded_at)::text AS recorded_at, table_name, row_id::text AS row_id, row_key, digest, hash
FROM audit_chain
WHERE seal_no > $1::bigint AND seal_no <= $2::bigint
ORDER BY seal_no
LIMIT $3::integer;
