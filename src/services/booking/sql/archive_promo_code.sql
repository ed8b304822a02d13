-- Puts a promo code away; twice is fine. Bookings keep their discount. Relies on promo_codes_pkey.
WITH gone AS (
  UPDATE promo_codes p
  SET archived_at = $5::timestamptz, version = p.version + 1,
      changed_by = $2::text, changed_via = $3::text, request_id = $4::text
  WHERE p.id = $1::uuid AND p.archived_at IS NULL
)
SELECT false AS in_use FROM promo_codes p WHERE p.id = $1::uuid;
