-- Promo codes as documents (booking::PromoCodeDocument), one or all ($1), with what is used up of them.
SELECT p.id, p.version, json_build_object('uses', p.uses, 'spent_minor', p.spent_minor)::text AS facts,
       json_strip_nulls(json_build_object(
         'code', p.code, 'name', json_build_object('ru', p.name_ru, 'en', p.name_en),
         'percent_thousandths', p.percent_thousandths, 'amount_minor', p.amount_minor,
         'currency', p.currency, 'discount_max_minor', p.discount_max_minor,
         'covers_addons', p.covers_addons, 'units_min', p.units_min,
         'object_types', p.object_types, 'starts_from', p.starts_from,
         'starts_until', p.starts_until, 'valid_from', p.valid_from, 'valid_until', p.valid_until,
         'max_uses', p.max_uses, 'customer_uses_max', p.customer_uses_max,
         'budget_minor', p.budget_minor))::text AS document
FROM promo_codes p
WHERE p.archived_at IS NULL AND ($1::uuid IS NULL OR p.id = $1::uuid)
ORDER BY p.created_at DESC, p.id;
