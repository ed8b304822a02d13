-- Who holds the key with this SHA-256. Unique index on key_hash. Keys are for staff.
SELECT u.id, u.role
FROM api_keys k
JOIN users u ON u.id = k.user_id
WHERE k.key_hash = $1::bytea AND k.revoked_at IS NULL AND u.archived_at IS NULL
  AND u.role IN ('operator', 'administrator');
