-- What a booking of this transaction takes in add-ons, and its share of the limited ones, for as long as
-- the booking blocks its object. Stocks are locked by the trigger of each reservation, so these are
-- inserted in the order of the add-ons, like everywhere. Relies on bookings_pkey.
WITH agreed AS MATERIALIZED (
  SELECT b.id AS booking_id, b.pickup_location_id, b.blocked, a.addon_id, a.position, a.quantity,
         a.name_ru, a.name_en, a.charge, a.price_minor, a.limited = 1 AS limited
  FROM bookings b,
       unnest($2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[])
         WITH ORDINALITY
         AS a (addon_id, quantity, name_ru, name_en, charge, price_minor, limited, position)
  WHERE b.id = $1::uuid
), written AS (
  INSERT INTO booking_addons (booking_id, addon_id, position, quantity, name_ru, name_en, charge,
                              price_minor, limited)
  SELECT g.booking_id, g.addon_id, g.position, g.quantity, g.name_ru, g.name_en, g.charge,
         g.price_minor, g.limited
  FROM agreed g
)
INSERT INTO addon_reservations (booking_id, addon_id, location_id, blocked, quantity)
SELECT g.booking_id, g.addon_id, g.pickup_location_id, g.blocked, g.quantity
FROM agreed g
WHERE g.limited AND g.quantity > 0
ORDER BY g.addon_id;
