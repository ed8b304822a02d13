-- A tariff with its rates from one document ($2, the shape of objects::TariffDocument).
WITH tariff AS (
  INSERT INTO tariffs (id, name_ru, name_en, mode, currency, seasons, day_rules, capped_by_longer,
                       rounding_minor, changed_by, changed_via, request_id, created_at)
  SELECT $1::uuid, d.name ->> 'ru', d.name ->> 'en', d.mode, d.currency, d.seasons, d.day_rules,
         d.capped_by_longer, d.rounding_minor, $3::text, $4::text, $5::text, $6::timestamptz
  FROM jsonb_to_record($2::jsonb) AS d (name jsonb, mode text, currency text, seasons jsonb,
                                        day_rules jsonb, capped_by_longer boolean,
                                        rounding_minor bigint)
  RETURNING id
)
INSERT INTO tariff_rates (tariff_id, season, units_from, weekdays, price_minor, changed_by,
                          changed_via, request_id)
SELECT tariff.id, coalesce(r.season, ''), r.units_from,
       coalesce(ARRAY(SELECT w::integer FROM jsonb_array_elements_text(r.weekdays) w), '{}'),
       r.price_minor, $3::text, $4::text, $5::text
FROM tariff, jsonb_to_recordset($2::jsonb -> 'rates')
  AS r (season text, units_from integer, weekdays jsonb, price_minor bigint);
