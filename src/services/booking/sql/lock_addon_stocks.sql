-- The stocks that several bookings of one transaction are going to take from, in the order in which
-- everybody locks them: each booking alone would lock its own in order, but not those of all.
-- Relies on addon_stocks_place.
SELECT s.addon_id
FROM addon_stocks s
WHERE s.addon_id = ANY ($1::uuid[])
ORDER BY s.addon_id, s.location_id
FOR NO KEY UPDATE;
