-- An add-on as its document says, its stock included. Rows of a stock that stay are changed in place:
-- a booking that counts under their lock finds them again. Fewer pieces than are promised take nothing
-- away from anybody; there are only no more to be had.
-- Relies on addons_pkey, addon_stocks_place.
WITH addon AS (
  UPDATE addons a
  SET name_ru = d.name ->> 'ru', name_en = d.name ->> 'en',
      description_ru = d.description ->> 'ru', description_en = d.description ->> 'en',
      charge = d.charge, price_minor = (d.price ->> 'amount_minor')::bigint,
      currency = d.price ->> 'currency', percent_thousandths = d.percent_thousandths,
      amount_max_minor = d.amount_max_minor, free_from_units = d.free_from_units,
      mandatory = d.mandatory, exclusive_group = d.exclusive_group, quantity_max = d.quantity_max,
      object_types = ARRAY(SELECT jsonb_array_elements_text(d.object_types)),
      position = d.position, active = d.active, version = a.version + 1,
      changed_by = $3::text, changed_via = $4::text, request_id = $5::text
  FROM jsonb_to_record($2::jsonb)
    AS d (name jsonb, description jsonb, charge text, price jsonb, percent_thousandths integer,
          amount_max_minor bigint, free_from_units integer, mandatory boolean, exclusive_group text,
          quantity_max integer, object_types jsonb, position integer, active boolean)
  WHERE a.id = $1::uuid
  RETURNING a.id
), wanted AS (
  SELECT addon.id AS addon_id, s.location_id, s.quantity
  FROM addon, jsonb_to_recordset($2::jsonb -> 'stock') AS s (location_id uuid, quantity integer)
), gone AS (
  DELETE FROM addon_stocks s
  WHERE s.addon_id = $1::uuid
    AND NOT EXISTS (SELECT FROM wanted w WHERE w.location_id IS NOT DISTINCT FROM s.location_id)
)
INSERT INTO addon_stocks AS s (addon_id, location_id, quantity)
SELECT w.addon_id, w.location_id, w.quantity FROM wanted w
ON CONFLICT (addon_id, location_id) DO UPDATE SET quantity = excluded.quantity
WHERE s.quantity <> excluded.quantity;
