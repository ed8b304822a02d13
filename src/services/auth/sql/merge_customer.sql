-- $1 turns out to be $2: identities and consents move, a block comes along, and $1 stays as a row that
-- points at $2. Rows merged into $1 before point at $2 as well, so one step always suffices.
WITH identity AS (
  UPDATE identities SET customer_id = $2::uuid WHERE customer_id = $1::uuid),
consent AS (
  UPDATE consents s SET customer_id = $2::uuid
  WHERE s.customer_id = $1::uuid
    AND (s.withdrawn_at IS NOT NULL
         OR NOT EXISTS (SELECT 1 FROM consents o
                        WHERE o.customer_id = $2::uuid AND o.kind = s.kind AND o.version = s.version
                          AND o.withdrawn_at IS NULL))),
target AS (
  UPDATE customers t
  SET blocked_at = coalesce(t.blocked_at, p.blocked_at),
      blocked_by = CASE WHEN t.blocked_at IS NULL THEN p.blocked_by ELSE t.blocked_by END,
      blocked_reason = CASE WHEN t.blocked_at IS NULL THEN p.blocked_reason ELSE t.blocked_reason END,
      version = t.version + 1
  FROM customers p WHERE t.id = $2::uuid AND p.id = $1::uuid)
UPDATE customers
SET merged_into_id = $2::uuid, archived_at = coalesce(archived_at, $3::timestamptz),
    version = version + 1
WHERE id = $1::uuid OR merged_into_id = $1::uuid;
