-- The units of a model that are for rent, at one location or at any. Relies on objects_model.
SELECT o.id
FROM objects o
WHERE o.model_id = $1::uuid AND ($2::uuid IS NULL OR o.location_id = $2::uuid)
  AND o.status = 'active' AND o.archived_at IS NULL
ORDER BY o.id;
