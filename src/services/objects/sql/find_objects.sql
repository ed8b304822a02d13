-- Objects as they are shown, with what they take from their model, their rates and photos; also what
-- their price depends on. By primary key, in any order; archived ones are not found. An object's own
-- photos stand in for the model's.
SELECT o.id, o.type, o.model_id, o.name_ru, o.name_en,
       coalesce(o.description_ru, m.description_ru, '') AS description_ru,
       coalesce(o.description_en, m.description_en, '') AS description_en,
       o.unit_label, (coalesce(m.properties, '{}') || o.properties)::text AS properties,
       o.price_minor, o.currency, o.deposit_minor, o.buffer_before_minutes, o.buffer_after_minutes,
       o.status = 'active' AS active, o.rate_version,
       coalesce(o.legal_entity_id, l.legal_entity_id) AS legal_entity_id,
       l.id AS location_id, l.name_ru AS location_name_ru, l.name_en AS location_name_en, l.city_ru,
       l.city_en, l.address_ru, l.address_en, l.time_zone, l.phone,
       ('{"weekly": [], "exceptions": []}'::jsonb || l.hours)::text AS hours,
       u.rental_unit, u.grace_minutes, u.start_step_minutes,
       u.check_in_minutes, u.check_out_minutes, u.units_min, u.units_max, u.lead_minutes,
       u.horizon_days,
       coalesce(t.hold_minutes, 0) AS hold_minutes,
       terms.terms,
       (SELECT coalesce(json_agg(json_build_object(
                 'id', p.id, 'url', '/api/v1/photos/' || p.id, 'storage_key', p.storage_key,
                 'content_type', p.content_type, 'sha256', encode(p.sha256, 'hex'),
                 'width', p.width, 'height', p.height,
                 'variants',
                 (SELECT coalesce(json_agg(json_build_object(
                           'variant', v.variant,
                           'url', '/api/v1/photos/' || p.id || '?variant=' || v.variant,
                           'storage_key', v.storage_key, 'content_type', v.content_type,
                           'sha256', encode(v.sha256, 'hex'), 'width', v.width,
                           'height', v.height)
                         ORDER BY v.variant), '[]')
                  FROM photo_variants v WHERE v.photo_id = p.id))
               ORDER BY p.position, p.id), '[]')
        FROM photos p
        WHERE p.object_id = o.id
           OR (p.model_id = o.model_id
               AND NOT EXISTS (SELECT 1 FROM photos own WHERE own.object_id = o.id)))::text AS photos
FROM objects o
JOIN locations l ON l.id = o.location_id
JOIN object_types t ON t.code = o.type
JOIN rental_rules u ON u.id = o.rules_id
JOIN price_terms terms ON terms.object_id = o.id
LEFT JOIN object_models m ON m.id = o.model_id
WHERE o.id = ANY ($1::uuid[]) AND o.archived_at IS NULL;
