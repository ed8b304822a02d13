-- Audit rows by id, in the form that is hashed (domain/chain.hpp). Relies on audit_log_pkey; the rows of one page lie in one or two months, the other partitions cost a look
-- into their index each. $1 after this id, $2 up to this one, $3 how many
SELECT id, recorded_at::text AS recorded_at_text, extract(epoch FROM recorded_at)::text AS recorded_at, table_name, row_id::text AS row_id, row_key, action, actor,
       channel, request_id, before::text AS before, after::text AS after
FROM audit_log
WHERE id > $1::bigint AND id <= $2::bigint
ORDER BY id
LIMIT $3::integer;
