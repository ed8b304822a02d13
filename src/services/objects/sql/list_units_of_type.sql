-- The units behind the calendar of a type, as little of each as the calendar needs, with the price of
-- one unit of time in the shortest rental allowed. Index objects_type; $2 location or NULL.
SELECT o.id, l.time_zone, o.buffer_before_minutes, o.buffer_after_minutes, o.currency,
       coalesce((SELECT r.price_minor FROM tariff_rates r
                 WHERE r.tariff_id = o.tariff_id AND r.units_from <= t.units_min
                 ORDER BY r.units_from DESC LIMIT 1), o.price_minor) AS price_minor,
       t.rental_unit, t.grace_minutes, t.start_step_minutes, t.check_in_minutes, t.check_out_minutes,
       t.units_min, t.units_max, t.lead_minutes, t.horizon_days
FROM objects o
JOIN locations l ON l.id = o.location_id
JOIN object_types t ON t.code = o.type
WHERE o.type = $1::text AND o.status = 'active' AND o.archived_at IS NULL
  AND l.archived_at IS NULL AND ($2::uuid IS NULL OR o.location_id = $2::uuid)
ORDER BY l.position, l.id, o.price_minor, o.id;
