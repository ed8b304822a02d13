-- What a search by dates has to resolve first: each type's rules in each zone there is. A date means
-- another instant for every pair, so the search statements take one window for each. Two small
-- tables; $1 type and $2 location narrow them or are NULL.
SELECT t.code, t.rental_unit, t.grace_minutes, t.start_step_minutes, t.check_in_minutes,
       t.check_out_minutes, t.units_min, t.units_max, t.lead_minutes, t.horizon_days, z.time_zone
FROM object_types t
CROSS JOIN (SELECT DISTINCT l.time_zone FROM locations l
            WHERE l.archived_at IS NULL AND ($2::uuid IS NULL OR l.id = $2::uuid)) z
WHERE t.archived_at IS NULL AND ($1::text IS NULL OR t.code = $1::text)
ORDER BY t.position, t.code, z.time_zone;
