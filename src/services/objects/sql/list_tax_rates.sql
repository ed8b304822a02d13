-- Tax rates of all legal entities as documents, one or all ($1). Relies on tax_rates_pkey for one.
SELECT x.id, x.version, '{}' AS facts,
       json_strip_nulls(json_build_object(
         'legal_entity_id', x.legal_entity_id,
         'name', json_build_object('ru', x.name_ru, 'en', x.name_en),
         'percent_thousandths', x.percent_thousandths, 'valid_from', x.valid_from,
         'valid_until', x.valid_until))::text AS document
FROM tax_rates x
WHERE x.archived_at IS NULL AND ($1::uuid IS NULL OR x.id = $1::uuid)
ORDER BY x.legal_entity_id, x.valid_from NULLS FIRST, x.id;
