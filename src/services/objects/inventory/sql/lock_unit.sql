-- A unit, locked until the transaction ends, before it is read and changed; nothing when it is not
-- there or is archived. By primary key.
SELECT x.id
FROM objects x
WHERE x.id = $1::uuid AND x.archived_at IS NULL
FOR NO KEY UPDATE;
