-- All types with the number of objects on offer. Small: one row a type; the counts come from the
-- partial index objects_type without touching the table.
SELECT t.code, t.name_ru, t.name_en, t.icon, t.rental_unit, t.grace_minutes, t.start_step_minutes,
       t.check_in_minutes, t.check_out_minutes, t.units_min, t.units_max, t.lead_minutes,
       t.horizon_days,
       (SELECT count(*) FROM objects o
        WHERE o.type = t.code AND o.status = 'active' AND o.archived_at IS NULL) AS objects
FROM object_types t
WHERE t.archived_at IS NULL
ORDER BY t.position, t.code;
