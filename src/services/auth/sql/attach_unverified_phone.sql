-- Notes a phone that is verified for somebody else, once.
WITH added AS (
  INSERT INTO identities (id, customer_id, kind, value, created_at)
  SELECT $1::uuid, $2::uuid, 'phone', $3::text, $4::timestamptz
  WHERE NOT EXISTS (SELECT 1 FROM identities i
                    WHERE i.customer_id = $2::uuid AND i.kind = 'phone' AND i.value = $3::text)
  RETURNING customer_id)
UPDATE customers c SET version = c.version + 1
FROM added a WHERE c.id = a.customer_id;
