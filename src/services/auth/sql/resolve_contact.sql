-- The customer a phone is verified for, else a new one with the phone as an unverified identity: an
-- unverified phone proves nothing, so it never joins two people. One round trip, because a booking
-- waits for it. Indexes: identities_verified; primary keys.
WITH found AS (
  SELECT i.customer_id FROM identities i
  WHERE i.kind = 'phone' AND i.scope = '' AND i.value = $4::text AND i.verified_at IS NOT NULL),
made AS (
  INSERT INTO customers (id, name, created_at)
  SELECT $1::uuid, $2::text, $7::timestamptz WHERE NOT EXISTS (SELECT 1 FROM found)
  RETURNING id),
phone AS (
  INSERT INTO identities (id, customer_id, kind, value, created_at)
  SELECT $3::uuid, made.id, 'phone', $4::text, $7::timestamptz FROM made),
email AS (
  INSERT INTO identities (id, customer_id, kind, value, created_at)
  SELECT $5::uuid, made.id, 'email', $6::text, $7::timestamptz FROM made WHERE $6::text IS NOT NULL)
SELECT found.customer_id AS id, false AS made FROM found
UNION ALL
SELECT made.id, true FROM made;
