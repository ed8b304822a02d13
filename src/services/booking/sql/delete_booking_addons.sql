-- Takes a booking's add-ons off it, before others are put in their place by the same transaction.
-- Relies on booking_addons_pkey, addon_reservations_pkey.
WITH released AS (
  DELETE FROM addon_reservations WHERE booking_id = $1::uuid
)
DELETE FROM booking_addons WHERE booking_id = $1::uuid;
