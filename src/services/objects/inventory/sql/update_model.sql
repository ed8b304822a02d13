-- A model as it is from now on; what its units take from it follows by inherit_model.
-- The caller holds the row's lock and has compared the version. The last parameter, business time, is
-- for inserts alone.
UPDATE object_models
SET
  type = $2::text, name_ru = $3::text, name_en = $4::text, description_ru = $5::text,
  description_en = $6::text, properties = $7::jsonb, tariff_id = $8::uuid,
  deposit_minor = $9::bigint, buffer_before_minutes = $10::integer,
  buffer_after_minutes = $11::integer, rental_unit = $12::text, grace_minutes = $13::integer,
  start_step_minutes = $14::integer, check_in_minutes = $15::integer,
  check_out_minutes = $16::integer, units_min = $17::integer, units_max = $18::integer,
  lead_minutes = $19::integer, horizon_days = $20::integer, position = $21::integer,
  version = version + 1, changed_by = $22::text, changed_via = $23::text, request_id = $24::text
WHERE id = $1::uuid AND $25::timestamptz IS NOT NULL;
