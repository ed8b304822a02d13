-- An add-on with its stock from one document ($2, the shape of addons::AddonDocument).
WITH addon AS (
  INSERT INTO addons (id, name_ru, name_en, description_ru, description_en, charge, price_minor, currency,
                      percent_thousandths, amount_max_minor, free_from_units, mandatory, exclusive_group,
                      quantity_max, object_types, position, active,
                      changed_by, changed_via, request_id, created_at)
  SELECT $1::uuid, d.name ->> 'ru', d.name ->> 'en', d.description ->> 'ru', d.description ->> 'en',
         d.charge, (d.price ->> 'amount_minor')::bigint, d.price ->> 'currency',
         d.percent_thousandths, d.amount_max_minor, d.free_from_units, d.mandatory, d.exclusive_group,
         d.quantity_max, ARRAY(SELECT jsonb_array_elements_text(d.object_types)), d.position, d.active,
         $3::text, $4::text, $5::text, $6::timestamptz
  FROM jsonb_to_record($2::jsonb)
    AS d (name jsonb, description jsonb, charge text, price jsonb, percent_thousandths integer,
          amount_max_minor bigint, free_from_units integer, mandatory boolean, exclusive_group text,
          quantity_max integer, object_types jsonb, position integer, active boolean)
  RETURNING id
)
INSERT INTO addon_stocks (addon_id, location_id, quantity)
SELECT addon.id, s.location_id, s.quantity
FROM addon, jsonb_to_recordset($2::jsonb -> 'stock') AS s (location_id uuid, quantity integer);
