-- What the promo code of a changed booking takes off now; the budget is asked again.
-- Relies on promo_uses_pkey.
UPDATE promo_uses SET discount_minor = $2::bigint WHERE booking_id = $1::uuid;
