-- One type ($1, also when it is archived) or all of them, in use or archived by $2, with the number of
-- objects on offer, which comes from the partial index objects_type.
SELECT t.code, t.name_ru, t.name_en, t.icon,
       t.rental_unit, t.grace_minutes, t.start_step_minutes, t.check_in_minutes, t.check_out_minutes,
       t.units_min, t.units_max, t.lead_minutes, t.horizon_days,
       t.hold_minutes, t.property_schema::text AS property_schema, t.position, t.version,
       t.archived_at,
       (SELECT count(*) FROM objects o
        WHERE o.type = t.code AND o.status = 'active' AND o.archived_at IS NULL) AS objects
FROM object_types t
WHERE ($1::text IS NULL OR t.code = $1::text)
  AND ($2::boolean IS NULL OR (t.archived_at IS NOT NULL) = $2::boolean)
ORDER BY t.position, t.code;
