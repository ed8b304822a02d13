-- A new unit. What it does not say ($6, $12 to $15 NULL) is taken from its model, whose row the
-- transaction has locked; the price follows by refresh_list_prices.
INSERT INTO objects (
  id, type, model_id, location_id, legal_entity_id, name_ru, name_en, description_ru, description_en,
  unit_label, properties, tariff_id, price_minor, currency, deposit_minor, buffer_before_minutes,
  buffer_after_minutes, own_fields, rental_unit, grace_minutes, start_step_minutes, check_in_minutes,
  check_out_minutes, units_min, units_max, lead_minutes, horizon_days, status, position,
  changed_by, changed_via, request_id, created_at)
SELECT
  $1::uuid, $2::text, $3::uuid, $4::uuid, $5::uuid, coalesce($6::text, m.name_ru),
  coalesce($7::text, m.name_en), $8::text, $9::text, $10::text, $11::jsonb, f.id, 0, f.currency,
  coalesce($13::bigint, m.deposit_minor, 0), coalesce($14::integer, m.buffer_before_minutes, 0),
  coalesce($15::integer, m.buffer_after_minutes, 0), $16::text[],
  $17::text, $18::integer, $19::integer, $20::integer, $21::integer, $22::integer, $23::integer,
  $24::integer, $25::integer, $26::text, $27::integer,
  $28::text, $29::text, $30::text, $31::timestamptz
FROM (SELECT) one
LEFT JOIN object_models m ON m.id = $3::uuid
JOIN tariffs f ON f.id = coalesce($12::uuid, m.tariff_id);
