-- Puts a cancellation policy away unless a type still has it: in_use. Twice is fine.
-- Relies on cancellation_policies_pkey.
WITH gone AS (
  UPDATE cancellation_policies c
  SET archived_at = $5::timestamptz, version = c.version + 1,
      changed_by = $2::text, changed_via = $3::text, request_id = $4::text
  WHERE c.id = $1::uuid AND c.archived_at IS NULL
    AND NOT EXISTS (SELECT FROM object_types t WHERE t.cancellation_policy = c.code)
)
SELECT c.archived_at IS NULL
         AND EXISTS (SELECT FROM object_types t WHERE t.cancellation_policy = c.code) AS in_use
FROM cancellation_policies c WHERE c.id = $1::uuid;
