-- One location ($1, also when it is archived) or all of them, in use or archived by $2, in the order
-- in which the business lists them. Tens of rows.
SELECT l.id, l.legal_entity_id, l.name_ru, l.name_en, l.city_ru, l.city_en, l.address_ru,
       l.address_en, l.latitude, l.longitude, l.time_zone, l.hours::text AS hours, l.phone,
       l.position, l.version, l.archived_at
FROM locations l
WHERE ($1::uuid IS NULL OR l.id = $1::uuid)
  AND ($2::boolean IS NULL OR (l.archived_at IS NOT NULL) = $2::boolean)
ORDER BY l.position, l.id;
