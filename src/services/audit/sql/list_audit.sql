-- A page of the audit, newest first. Keyset by id: no page repeats or skips a row that was there. Walks audit_log_pkey backwards and stops at the page's end; a range of
-- time leaves its months, and within them entries are judged in the index, which holds recorded_at. list_audit_* are the same for what is rare in that walk.
-- The seal is a look into audit_chain_once.
-- $1 before this id, $2 table, $3 row id: a uuid, or the text key of a table that has none, $4 actor, $5 channel, $6 action, $7 from, $8 to, $9 how many
SELECT a.id, a.recorded_at, a.table_name, coalesce(a.row_key, a.row_id::text) AS row_key, a.action, a.actor, a.channel, a.request_id, a.before::text AS before,
       a.after::text AS after, c.seal_no
FROM audit_log a
LEFT JOIN audit_chain c ON c.audit_id = a.id
WHERE a.id < $1::bigint
  AND ($2::text IS NULL OR a.table_name = $2)
  AND ($3::text IS NULL OR a.row_id = CASE WHEN $3 ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN $3::uuid ELSE md5($3)::uuid END)
  AND ($4::text IS NULL OR a.actor = $4)
  AND ($5::text IS NULL OR a.channel = $5)
  AND ($6::text IS NULL OR a.action = $6)
  AND a.recorded_at >= coalesce($7::timestamptz, '-infinity') AND a.recorded_at < coalesce($8::timestamptz, 'infinity')
ORDER BY a.id DESC
LIMIT $9::integer;
