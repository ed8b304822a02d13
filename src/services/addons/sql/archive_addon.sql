-- Puts an add-on away; twice is fine. Bookings keep what they have agreed on. Relies on addons_pkey.
WITH gone AS (
  UPDATE addons a
  SET archived_at = $5::timestamptz, version = a.version + 1,
      changed_by = $2::text, changed_via = $3::text, request_id = $4::text
  WHERE a.id = $1::uuid AND a.archived_at IS NULL
)
SELECT false AS in_use FROM addons a WHERE a.id = $1::uuid;
