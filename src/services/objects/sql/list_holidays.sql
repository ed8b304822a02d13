-- Holidays as documents, one or all ($1), by date. Relies on holidays_pkey for one.
SELECT h.id, h.version, '{}' AS facts,
       json_strip_nulls(json_build_object(
         'date', h.date, 'name', json_build_object('ru', h.name_ru, 'en', h.name_en),
         'location_id', h.location_id))::text AS document
FROM holidays h
WHERE h.archived_at IS NULL AND ($1::uuid IS NULL OR h.id = $1::uuid)
ORDER BY h.date, h.id;
