-- A type as it is from now on.
-- The caller holds the row's lock and has compared the version. The last parameter, business time, is
-- for inserts alone.
UPDATE object_types
SET
  name_ru = $2::text, name_en = $3::text, icon = $4::text, rental_unit = $5::text,
  grace_minutes = $6::integer, start_step_minutes = $7::integer, check_in_minutes = $8::integer,
  check_out_minutes = $9::integer, units_min = $10::integer, units_max = $11::integer,
  lead_minutes = $12::integer, horizon_days = $13::integer, hold_minutes = $14::integer,
  property_schema = $15::jsonb, position = $16::integer, version = version + 1,
  changed_by = $17::text, changed_via = $18::text, request_id = $19::text
WHERE code = $1::text AND $20::timestamptz IS NOT NULL;
