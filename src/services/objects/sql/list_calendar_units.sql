-- The units behind the calendar of a type or a model ($1, $2; one of them NULL), at one place ($3) or
-- all, as little of each as a calendar needs; what its price and rules depend on, so that units which
-- are alike share one rate card. Index objects_type.
SELECT o.id, o.location_id, o.rules_id, o.tariff_id, o.price_minor, o.currency,
       o.buffer_before_minutes, o.buffer_after_minutes
FROM objects o
JOIN locations l ON l.id = o.location_id
WHERE o.type = coalesce($1::text, (SELECT m.type FROM object_models m WHERE m.id = $2::uuid))
  AND CASE WHEN $2::uuid IS NULL THEN true ELSE o.model_id = $2::uuid END
  AND CASE WHEN $3::uuid IS NULL THEN true ELSE o.location_id = $3::uuid END
  AND o.status = 'active' AND o.archived_at IS NULL AND l.archived_at IS NULL
ORDER BY l.position, l.id, o.price_minor, o.id;
