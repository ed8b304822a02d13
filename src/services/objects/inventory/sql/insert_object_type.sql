-- A new type of objects; no row when its code is taken, also by one that is archived: units of old keep
-- it.
INSERT INTO object_types (
  code, name_ru, name_en, icon, rental_unit, grace_minutes, start_step_minutes, check_in_minutes,
  check_out_minutes, units_min, units_max, lead_minutes, horizon_days, hold_minutes,
  property_schema, position, changed_by, changed_via, request_id, created_at)
VALUES (
  $1::text, $2::text, $3::text, $4::text, $5::text, $6::integer, $7::integer, $8::integer,
  $9::integer, $10::integer, $11::integer, $12::integer, $13::integer, $14::integer, $15::jsonb,
  $16::integer, $17::text, $18::text, $19::text, $20::timestamptz)
ON CONFLICT (code) DO NOTHING
RETURNING code;
