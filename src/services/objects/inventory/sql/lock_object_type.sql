-- A type of objects, locked until the transaction ends, before it is read and changed; nothing when it is not
-- there or is archived. By primary key.
SELECT x.code
FROM object_types x
WHERE x.code = $1::text AND x.archived_at IS NULL
FOR NO KEY UPDATE;
