-- A promo code by what a customer typed ($1), in any case: its terms in the shape of
-- rental::PromoTerms. `used_up` is for quotes; creates count under the code's lock.
-- Relies on promo_codes_code.
SELECT p.version,
       (p.uses >= p.max_uses OR p.spent_minor >= p.budget_minor) IS TRUE AS used_up,
       json_strip_nulls(json_build_object(
         'id', p.id, 'code', p.code, 'name', json_build_object('ru', p.name_ru, 'en', p.name_en),
         'percent_thousandths', p.percent_thousandths, 'amount_minor', p.amount_minor,
         'currency', p.currency, 'discount_max_minor', p.discount_max_minor,
         'covers_addons', p.covers_addons, 'units_min', p.units_min, 'types', p.object_types,
         'starts_from', p.starts_from, 'starts_until', p.starts_until,
         'valid_from', p.valid_from, 'valid_until', p.valid_until))::text AS terms
FROM promo_codes p
WHERE lower(p.code) = lower($1::text) AND p.archived_at IS NULL;
