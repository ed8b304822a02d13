-- Values that models and units of a type have, for a change of its schema. Archived ones do not bind.
-- A scan of units: objects_type has no stopped ones, and schemas change rarely.
SELECT m.name_ru, m.properties::text AS properties
FROM object_models m
WHERE m.type = $1::text AND m.archived_at IS NULL AND m.properties <> '{}'
UNION ALL
SELECT concat_ws(' ', o.name_ru, nullif(o.unit_label, '')), o.properties::text
FROM objects o
WHERE o.type = $1::text AND o.archived_at IS NULL AND o.properties <> '{}';
