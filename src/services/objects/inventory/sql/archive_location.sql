-- A location can no longer be chosen; what refers to it keeps it. Locked before. By primary key.
UPDATE locations
SET archived_at = $5::timestamptz, version = version + 1,
    changed_by = $2::text, changed_via = $3::text, request_id = $4::text
WHERE id = $1::uuid;
