-- A unit as it is from now on; what it does not say is its model's, whose row the transaction has
-- locked, as the unit's. The price follows by refresh_list_prices. The last parameter, business time,
-- is for inserts alone. objects_pkey.
UPDATE objects o
SET type = $2::text, model_id = $3::uuid, location_id = $4::uuid, legal_entity_id = $5::uuid,
    name_ru = coalesce($6::text, s.name_ru), name_en = coalesce($7::text, s.name_en),
    description_ru = $8::text, description_en = $9::text, unit_label = $10::text,
    properties = $11::jsonb, tariff_id = s.tariff_id, currency = s.currency,
    deposit_minor = coalesce($13::bigint, s.deposit_minor, 0),
    buffer_before_minutes = coalesce($14::integer, s.buffer_before_minutes, 0),
    buffer_after_minutes = coalesce($15::integer, s.buffer_after_minutes, 0),
    own_fields = $16::text[], rental_unit = $17::text, grace_minutes = $18::integer,
    start_step_minutes = $19::integer, check_in_minutes = $20::integer,
    check_out_minutes = $21::integer, units_min = $22::integer, units_max = $23::integer,
    lead_minutes = $24::integer, horizon_days = $25::integer, status = $26::text,
    position = $27::integer, version = o.version + 1,
    changed_by = $28::text, changed_via = $29::text, request_id = $30::text
FROM (SELECT m.name_ru, m.name_en, m.deposit_minor, m.buffer_before_minutes, m.buffer_after_minutes,
             f.id AS tariff_id, f.currency
      FROM (SELECT) one
      LEFT JOIN object_models m ON m.id = $3::uuid
      JOIN tariffs f ON f.id = coalesce($12::uuid, m.tariff_id)) s
WHERE o.id = $1::uuid AND $31::timestamptz IS NOT NULL;
