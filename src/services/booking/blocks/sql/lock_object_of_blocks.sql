-- The object whose blocks are changed, locked first: merging reads its blocks and writes their union,
-- which two at once would do from the same reading. Creates of rentals lock no object, and are kept
-- apart by the constraint. By primary keys.
SELECT o.location_id, o.currency, l.time_zone
FROM objects o
JOIN locations l ON l.id = o.location_id
WHERE o.id = $1::uuid AND o.archived_at IS NULL
FOR NO KEY UPDATE OF o;
