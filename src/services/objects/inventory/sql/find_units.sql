-- Units as operators see them: what each sets itself (own_fields, own_*) and what holds for it, also
-- archived ones. By primary key, in id order.
SELECT o.id, o.type, o.model_id, o.location_id, o.legal_entity_id, o.own_fields, o.name_ru,
       o.name_en, o.description_ru, o.description_en, o.unit_label,
       o.properties::text AS properties, o.tariff_id, o.price_minor, o.currency, o.deposit_minor,
       o.buffer_before_minutes, o.buffer_after_minutes, o.status, o.position, o.rate_version,
       o.version, o.archived_at,
       coalesce(o.legal_entity_id, l.legal_entity_id) AS effective_legal_entity_id,
       coalesce(o.description_ru, m.description_ru, '') AS effective_description_ru,
       coalesce(o.description_en, m.description_en, '') AS effective_description_en,
       (coalesce(m.properties, '{}') || o.properties)::text AS effective_properties,
       o.rental_unit AS own_rental_unit, o.grace_minutes AS own_grace_minutes,
       o.start_step_minutes AS own_start_step_minutes, o.check_in_minutes AS own_check_in_minutes,
       o.check_out_minutes AS own_check_out_minutes, o.units_min AS own_units_min,
       o.units_max AS own_units_max, o.lead_minutes AS own_lead_minutes,
       o.horizon_days AS own_horizon_days,
       coalesce(o.rental_unit, m.rental_unit, t.rental_unit) AS rental_unit,
       coalesce(o.grace_minutes, m.grace_minutes, t.grace_minutes) AS grace_minutes,
       coalesce(o.start_step_minutes, m.start_step_minutes, t.start_step_minutes) AS start_step_minutes,
       coalesce(o.check_in_minutes, m.check_in_minutes, t.check_in_minutes) AS check_in_minutes,
       coalesce(o.check_out_minutes, m.check_out_minutes, t.check_out_minutes) AS check_out_minutes,
       coalesce(o.units_min, m.units_min, t.units_min) AS units_min,
       coalesce(o.units_max, m.units_max, t.units_max) AS units_max,
       coalesce(o.lead_minutes, m.lead_minutes, t.lead_minutes) AS lead_minutes,
       coalesce(o.horizon_days, m.horizon_days, t.horizon_days) AS horizon_days
FROM objects o
JOIN locations l ON l.id = o.location_id
JOIN object_types t ON t.code = o.type
LEFT JOIN object_models m ON m.id = o.model_id
WHERE o.id = ANY ($1::uuid[])
ORDER BY o.id;
