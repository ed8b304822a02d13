-- The demo's administrator and the one key of theirs that is good: $3. Run at every start, also by
-- several processes at once; an earlier demo key is revoked, a key that comes back is good again.
WITH person AS (
  INSERT INTO users (id, name, role, created_at)
  VALUES ($1::uuid, 'Demo administrator', 'administrator', $4::timestamptz)
  ON CONFLICT (id) DO NOTHING),
retired AS (
  UPDATE api_keys SET revoked_at = $4::timestamptz
  WHERE user_id = $1::uuid AND name = 'demo' AND key_hash <> $3::bytea AND revoked_at IS NULL)
INSERT INTO api_keys (id, user_id, name, key_hash, created_at)
VALUES ($2::uuid, $1::uuid, 'demo', $3::bytea, $4::timestamptz)
ON CONFLICT (key_hash) DO UPDATE SET revoked_at = NULL
WHERE api_keys.user_id = excluded.user_id AND api_keys.revoked_at IS NOT NULL;
