-- Tariffs as documents, one or all that are in use ($1). There are dozens at most.
SELECT t.id, t.version, '{}' AS facts,
       json_build_object(
         'name', json_build_object('ru', t.name_ru, 'en', t.name_en), 'mode', t.mode,
         'currency', t.currency, 'seasons', t.seasons,
         'rates', (SELECT coalesce(json_agg(json_strip_nulls(json_build_object(
                            'units_from', r.units_from, 'price_minor', r.price_minor,
                            'season', nullif(r.season, ''), 'weekdays', nullif(r.weekdays, '{}')))
                          ORDER BY r.season, r.units_from, r.weekdays), '[]')
                   FROM tariff_rates r WHERE r.tariff_id = t.id),
         'day_rules', t.day_rules, 'capped_by_longer', t.capped_by_longer,
         'rounding_minor', t.rounding_minor)::text AS document
FROM tariffs t
WHERE t.archived_at IS NULL AND ($1::uuid IS NULL OR t.id = $1::uuid)
ORDER BY t.name_ru, t.id;
