-- One model ($1, also when it is archived) or those of a type ($3) or all, in use or archived by $2.
-- object_models_type; units by objects_model.
SELECT t.id, t.type, t.name_ru, t.name_en, t.description_ru, t.description_en,
       t.properties::text AS properties, t.tariff_id, t.deposit_minor, t.buffer_before_minutes,
       t.buffer_after_minutes,
       t.rental_unit, t.grace_minutes, t.start_step_minutes, t.check_in_minutes, t.check_out_minutes,
       t.units_min, t.units_max, t.lead_minutes, t.horizon_days,
       t.position, t.version, t.archived_at,
       (SELECT count(*) FROM objects o WHERE o.model_id = t.id AND o.archived_at IS NULL) AS units
FROM object_models t
WHERE ($1::uuid IS NULL OR t.id = $1::uuid)
  AND ($2::boolean IS NULL OR (t.archived_at IS NOT NULL) = $2::boolean)
  AND ($3::text IS NULL OR t.type = $3::text)
ORDER BY t.position, t.name_ru, t.id;
