-- What an idempotency key of an upload stands for. By primary key.
SELECT photo_id, owner_id = $3::uuid AND request_sha256 = $4::bytea AS same
FROM photo_uploads
WHERE principal = $1::text AND key = $2::text;
