-- A new model; NULL where it leaves something to its type or to its units.
INSERT INTO object_models (
  id, type, name_ru, name_en, description_ru, description_en, properties, tariff_id,
  deposit_minor, buffer_before_minutes, buffer_after_minutes, rental_unit, grace_minutes,
  start_step_minutes, check_in_minutes, check_out_minutes, units_min, units_max, lead_minutes,
  horizon_days, position, changed_by, changed_via, request_id, created_at)
VALUES (
  $1::uuid, $2::text, $3::text, $4::text, $5::text, $6::text, $7::jsonb, $8::uuid, $9::bigint,
  $10::integer, $11::integer, $12::text, $13::integer, $14::integer, $15::integer, $16::integer,
  $17::integer, $18::integer, $19::integer, $20::integer, $21::integer, $22::text, $23::text,
  $24::text, $25::timestamptz);
