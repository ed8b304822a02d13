-- Makes the phone $3 a verified one of customer $2, in place of the same phone unverified. No row: in
-- the meantime somebody else's (unique index identities_verified decides the race).
WITH verified AS (
  INSERT INTO identities (id, customer_id, kind, value, verified_at, created_at)
  VALUES ($1::uuid, $2::uuid, 'phone', $3::text, $4::timestamptz, $4::timestamptz)
  ON CONFLICT (kind, scope, value) WHERE verified_at IS NOT NULL DO NOTHING
  RETURNING customer_id),
replaced AS (
  DELETE FROM identities i USING verified v
  WHERE i.customer_id = v.customer_id AND i.kind = 'phone' AND i.value = $3::text
    AND i.verified_at IS NULL)
UPDATE customers c SET version = c.version + 1
FROM verified v WHERE c.id = v.customer_id
RETURNING c.id;
