-- Batches in order. Index audit_seals_pkey. $1 after the one that begins here, $2 up to this seal_no, $3 how many
SELECT first_seal_no, last_seal_no, row_count, hash
FROM audit_seals
WHERE first_seal_no > $1::bigint AND first_seal_no <= $2::bigint
ORDER BY first_seal_no
LIMIT $3::integer;
