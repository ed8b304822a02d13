-- A customer for a messenger account nobody knows yet. The identity goes first: of two that race for
-- one account the unique index identities_verified lets one through, and the other makes no customer
-- and answers no row. (Foreign keys are checked at the end of the statement.)
WITH identity AS (
  INSERT INTO identities (id, customer_id, kind, scope, value, verified_at, created_at)
  VALUES ($1::uuid, $2::uuid, $3::text, $4::text, $5::text, $8::timestamptz, $8::timestamptz)
  ON CONFLICT (kind, scope, value) WHERE verified_at IS NOT NULL DO NOTHING
  RETURNING customer_id)
INSERT INTO customers (id, name, language, created_at)
SELECT identity.customer_id, $6::text, $7::text, $8::timestamptz FROM identity
RETURNING id;
