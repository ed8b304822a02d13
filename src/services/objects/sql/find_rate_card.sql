-- What the price of one object depends on, for quotes and creates: by primary keys alone, without the
-- texts and photos that find_objects reads. `terms` is the JSON of objects::PriceTerms.
SELECT o.id, o.type, o.name_ru, o.name_en, o.unit_label, o.price_minor, o.currency, o.deposit_minor,
       o.buffer_before_minutes, o.buffer_after_minutes, o.status = 'active' AS active,
       o.rate_version, coalesce(o.legal_entity_id, l.legal_entity_id) AS legal_entity_id,
       l.id AS location_id, l.time_zone,
       ('{"weekly": [], "exceptions": []}'::jsonb || l.hours)::text AS hours,
       u.rental_unit, u.grace_minutes, u.start_step_minutes,
       u.check_in_minutes, u.check_out_minutes, u.units_min, u.units_max, u.lead_minutes,
       u.horizon_days,
       coalesce(t.hold_minutes, 0) AS hold_minutes,
       terms.terms
FROM objects o
JOIN locations l ON l.id = o.location_id
JOIN object_types t ON t.code = o.type
JOIN rental_rules u ON u.id = o.rules_id
JOIN price_terms terms ON terms.object_id = o.id
WHERE o.id = $1::uuid AND o.archived_at IS NULL;
