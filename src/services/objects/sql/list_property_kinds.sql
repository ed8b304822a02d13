-- What the objects of each type have, for searches by property: keys and kinds. One small table.
SELECT t.code AS type, p.key, p.kind
FROM object_types t
CROSS JOIN LATERAL jsonb_to_recordset(t.property_schema) AS p (key text, kind text)
WHERE t.archived_at IS NULL;
