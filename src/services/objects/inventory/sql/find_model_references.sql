-- What a model refers to: its type $1 with rules and schema, its tariff $2; and how many units of the
-- model $3 have no tariff of their own. One row, NULL for what is not there. By primary keys and
-- objects_model.
SELECT CASE WHEN t.code IS NOT NULL THEN t.archived_at IS NOT NULL END AS type_archived,
       t.rental_unit, t.grace_minutes, t.start_step_minutes, t.check_in_minutes, t.check_out_minutes,
       t.units_min, t.units_max, t.lead_minutes, t.horizon_days,
       coalesce(t.property_schema, '[]')::text AS property_schema,
       CASE WHEN f.id IS NOT NULL THEN f.archived_at IS NOT NULL END AS tariff_archived,
       EXISTS (SELECT FROM tariff_rates r WHERE r.tariff_id = f.id) AS tariff_has_rates,
       (SELECT count(*) FROM objects o
        WHERE o.model_id = $3::uuid AND NOT 'tariff_id' = ANY (o.own_fields)) AS units_without_tariff
FROM (SELECT) one
LEFT JOIN object_types t ON t.code = $1::text
LEFT JOIN tariffs f ON f.id = $2::uuid;
