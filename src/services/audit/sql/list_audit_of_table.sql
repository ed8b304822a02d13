-- list_audit.sql for a table other than bookings: index audit_log_other_tables, walked backwards. Its predicate stands here word for word, or a generic plan would
-- not take it.
-- Parameters as in list_audit.sql.
SELECT a.id, a.recorded_at, a.table_name, coalesce(a.row_key, a.row_id::text) AS row_key, a.action, a.actor, a.channel, a.request_id, a.before::text AS before,
       a.after::text AS after, c.seal_no
FROM audit_log a
LEFT JOIN audit_chain c ON c.audit_id = a.id
WHERE a.id < $1::bigint
  AND a.table_name = $2::text AND a.table_name <> 'bookings'
  AND ($3::text IS NULL OR a.row_id = CASE WHEN $3 ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN $3::uuid ELSE md5($3)::uuid END)
  AND ($4::text IS NULL OR a.actor = $4)
  AND ($5::text IS NULL OR a.channel = $5)
  AND ($6::text IS NULL OR a.action = $6)
  AND a.recorded_at >= coalesce($7::timestamptz, '-infinity') AND a.recorded_at < coalesce($8::timestamptz, 'infinity')
ORDER BY a.id DESC
LIMIT $9::integer;
