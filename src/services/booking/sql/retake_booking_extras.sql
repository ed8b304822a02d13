-- Add-ons and promo use of a booking that comes back from `cancelled`; false, and nothing taken, when
-- others have them by now. After its dates are secured. Relies on booking_addons_pkey, promo_uses_pkey.
SELECT booking_extras_retake($1::uuid) AS taken;
