-- A promo code that is about to be changed. Relies on promo_codes_pkey.
SELECT p.id FROM promo_codes p WHERE p.id = $1::uuid AND p.archived_at IS NULL FOR NO KEY UPDATE;
