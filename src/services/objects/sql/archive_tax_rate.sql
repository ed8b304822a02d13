-- Puts a tax rate away; twice is fine. Relies on tax_rates_pkey.
WITH gone AS (
  UPDATE tax_rates x
  SET archived_at = $5::timestamptz, version = x.version + 1,
      changed_by = $2::text, changed_via = $3::text, request_id = $4::text
  WHERE x.id = $1::uuid AND x.archived_at IS NULL
)
SELECT false AS in_use FROM tax_rates x WHERE x.id = $1::uuid;
