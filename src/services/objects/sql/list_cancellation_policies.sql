-- Cancellation policies as documents, one or all ($1).
SELECT c.id, c.version, '{}' AS facts,
       json_build_object('code', c.code,
                         'name', json_build_object('ru', c.name_ru, 'en', c.name_en),
                         'tiers', c.tiers)::text AS document
FROM cancellation_policies c
WHERE c.archived_at IS NULL AND ($1::uuid IS NULL OR c.id = $1::uuid)
ORDER BY c.name_ru, c.id;
