-- What an idempotency key stands for, read with a snapshot of its own: asked after a create found
-- the dates taken, because its snapshot may be older than the commit of the key's first request.
-- Relies on idempotency_keys_pkey.
SELECT k.resource_id, k.request_sha256 = $4::bytea AS same
FROM idempotency_keys k
WHERE k.principal = $1::text AND k.route = $2::text AND k.key = $3::text;
