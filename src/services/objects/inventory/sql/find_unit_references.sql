-- What a unit refers to: type $1 (or its model's), model $2, location $3, legal entity $4, tariff $5
-- (or its model's). One row; a state is 'current', 'archived' or NULL for what is not there. The
-- model's row is locked against a change that this unit would miss. By primary keys.
WITH model AS MATERIALIZED (
  SELECT x.id, x.type, x.archived_at, x.properties, x.tariff_id, x.rental_unit, x.grace_minutes,
         x.start_step_minutes, x.check_in_minutes, x.check_out_minutes, x.units_min, x.units_max,
         x.lead_minutes, x.horizon_days
  FROM object_models x
  WHERE x.id = $2::uuid
  FOR SHARE
)
SELECT t.code AS effective_type, m.type AS model_type,
       CASE WHEN t.code IS NULL THEN NULL WHEN t.archived_at IS NULL THEN 'current'
            ELSE 'archived' END AS type_state,
       CASE WHEN m.id IS NULL THEN NULL WHEN m.archived_at IS NULL THEN 'current'
            ELSE 'archived' END AS model_state,
       CASE WHEN l.id IS NULL THEN NULL WHEN l.archived_at IS NULL THEN 'current'
            ELSE 'archived' END AS location_state,
       CASE WHEN e.id IS NULL THEN NULL WHEN e.archived_at IS NULL THEN 'current'
            ELSE 'archived' END AS legal_entity_state,
       f.id AS effective_tariff_id, f.archived_at IS NOT NULL AS tariff_archived,
       EXISTS (SELECT FROM tariff_rates r WHERE r.tariff_id = f.id) AS tariff_has_rates,
       coalesce(t.property_schema, '[]')::text AS property_schema,
       coalesce(m.properties, '{}')::text AS model_properties,
       t.rental_unit, t.grace_minutes, t.start_step_minutes, t.check_in_minutes, t.check_out_minutes,
       t.units_min, t.units_max, t.lead_minutes, t.horizon_days,
       m.rental_unit AS model_rental_unit, m.grace_minutes AS model_grace_minutes,
       m.start_step_minutes AS model_start_step_minutes,
       m.check_in_minutes AS model_check_in_minutes,
       m.check_out_minutes AS model_check_out_minutes, m.units_min AS model_units_min,
       m.units_max AS model_units_max, m.lead_minutes AS model_lead_minutes,
       m.horizon_days AS model_horizon_days
FROM (SELECT) one
LEFT JOIN model m ON true
LEFT JOIN object_types t ON t.code = coalesce($1::text, m.type)
LEFT JOIN locations l ON l.id = $3::uuid
LEFT JOIN legal_entities e ON e.id = $4::uuid
LEFT JOIN tariffs f ON f.id = coalesce($5::uuid, m.tariff_id);
