-- A promo code from its document ($2). promo_codes_code keeps codes apart.
INSERT INTO promo_codes (id, code, name_ru, name_en, percent_thousandths, amount_minor, currency,
                         discount_max_minor, covers_addons, units_min, object_types, starts_from,
                         starts_until, valid_from, valid_until, max_uses, customer_uses_max,
                         budget_minor, changed_by, changed_via, request_id, created_at)
SELECT $1::uuid, d.code, d.name ->> 'ru', d.name ->> 'en', d.percent_thousandths, d.amount_minor,
       d.currency, d.discount_max_minor, d.covers_addons, d.units_min,
       ARRAY(SELECT jsonb_array_elements_text(d.object_types)), d.starts_from, d.starts_until,
       d.valid_from, d.valid_until, d.max_uses, d.customer_uses_max, d.budget_minor,
       $3::text, $4::text, $5::text, $6::timestamptz
FROM jsonb_to_record($2::jsonb)
  AS d (code text, name jsonb, percent_thousandths integer, amount_minor bigint, currency text,
        discount_max_minor bigint, covers_addons boolean, units_min integer, object_types jsonb,
        starts_from date, starts_until date, valid_from timestamptz, valid_until timestamptz,
        max_uses integer, customer_uses_max integer, budget_minor bigint);
