-- A new deadline of an object.
INSERT INTO object_deadlines (
  id, object_id, kind, title, due_date, due_km, remind_days, stops_sales, note, done_at,
  changed_by, changed_via, request_id, created_at)
VALUES (
  $1::uuid, $2::uuid, $3::text, $4::text, $5::date, $6::integer, $7::integer[], $8::boolean,
  $9::text, $10::timestamptz, $11::text, $12::text, $13::text, $14::timestamptz);
