-- Puts a holiday away; twice is fine. Relies on holidays_pkey.
WITH gone AS (
  UPDATE holidays h
  SET archived_at = $5::timestamptz, version = h.version + 1,
      changed_by = $2::text, changed_via = $3::text, request_id = $4::text
  WHERE h.id = $1::uuid AND h.archived_at IS NULL
)
SELECT false AS in_use FROM holidays h WHERE h.id = $1::uuid;
