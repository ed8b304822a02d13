-- A tariff as its document says, its rates included: those that are gone go, those that have another
-- price are changed, the others keep their rows (and their audit). Relies on tariff_rates_pkey.
WITH tariff AS (
  UPDATE tariffs t
  SET name_ru = d.name ->> 'ru', name_en = d.name ->> 'en', mode = d.mode, currency = d.currency,
      seasons = d.seasons, day_rules = d.day_rules, capped_by_longer = d.capped_by_longer,
      rounding_minor = d.rounding_minor, version = t.version + 1,
      changed_by = $3::text, changed_via = $4::text, request_id = $5::text
  FROM jsonb_to_record($2::jsonb) AS d (name jsonb, mode text, currency text, seasons jsonb,
                                        day_rules jsonb, capped_by_longer boolean,
                                        rounding_minor bigint)
  WHERE t.id = $1::uuid
  RETURNING t.id
), wanted AS (
  SELECT tariff.id AS tariff_id, coalesce(r.season, '') AS season, r.units_from,
         coalesce(ARRAY(SELECT w::integer FROM jsonb_array_elements_text(r.weekdays) w), '{}') AS weekdays,
         r.price_minor
  FROM tariff, jsonb_to_recordset($2::jsonb -> 'rates')
    AS r (season text, units_from integer, weekdays jsonb, price_minor bigint)
), gone AS (
  DELETE FROM tariff_rates r
  WHERE r.tariff_id = $1::uuid
    AND NOT EXISTS (SELECT FROM wanted w WHERE w.season = r.season
                    AND w.units_from = r.units_from AND w.weekdays = r.weekdays)
)
INSERT INTO tariff_rates AS r (tariff_id, season, units_from, weekdays, price_minor, changed_by,
                               changed_via, request_id)
SELECT w.tariff_id, w.season, w.units_from, w.weekdays, w.price_minor, $3::text, $4::text, $5::text
FROM wanted w
ON CONFLICT (tariff_id, season, units_from, weekdays) DO UPDATE
SET price_minor = excluded.price_minor, version = r.version + 1, changed_by = excluded.changed_by,
    changed_via = excluded.changed_via, request_id = excluded.request_id
WHERE r.price_minor <> excluded.price_minor;
