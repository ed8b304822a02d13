-- A deadline as it is from now on.
-- The caller holds the row's lock and has compared the version. The last parameter, business time, is
-- for inserts alone.
UPDATE object_deadlines
SET
  object_id = $2::uuid, kind = $3::text, title = $4::text, due_date = $5::date,
  due_km = $6::integer, remind_days = $7::integer[], stops_sales = $8::boolean, note = $9::text,
  done_at = $10::timestamptz, version = version + 1, changed_by = $11::text,
  changed_via = $12::text, request_id = $13::text
WHERE id = $1::uuid AND $14::timestamptz IS NOT NULL;
