-- A promo code as its document says; its counters stay, and promo_codes_uses and promo_codes_budget
-- refuse limits below them. The version tells creates that priced with other terms.
-- Relies on promo_codes_pkey.
UPDATE promo_codes p
SET code = d.code, name_ru = d.name ->> 'ru', name_en = d.name ->> 'en',
    percent_thousandths = d.percent_thousandths, amount_minor = d.amount_minor,
    currency = d.currency, discount_max_minor = d.discount_max_minor,
    covers_addons = d.covers_addons, units_min = d.units_min,
    object_types = ARRAY(SELECT jsonb_array_elements_text(d.object_types)),
    starts_from = d.starts_from, starts_until = d.starts_until, valid_from = d.valid_from,
    valid_until = d.valid_until, max_uses = d.max_uses, customer_uses_max = d.customer_uses_max,
    budget_minor = d.budget_minor, version = p.version + 1,
    changed_by = $3::text, changed_via = $4::text, request_id = $5::text
FROM jsonb_to_record($2::jsonb)
  AS d (code text, name jsonb, percent_thousandths integer, amount_minor bigint, currency text,
        discount_max_minor bigint, covers_addons boolean, units_min integer, object_types jsonb,
        starts_from date, starts_until date, valid_from timestamptz, valid_until timestamptz,
        max_uses integer, customer_uses_max integer, budget_minor bigint)
WHERE p.id = $1::uuid;
