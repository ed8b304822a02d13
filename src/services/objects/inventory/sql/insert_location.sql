-- A new location.
INSERT INTO locations (
  id, legal_entity_id, name_ru, name_en, city_ru, city_en, address_ru, address_en, latitude,
  longitude, time_zone, hours, phone, position, changed_by, changed_via, request_id, created_at)
VALUES (
  $1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text,
  $9::double precision, $10::double precision, $11::text, $12::jsonb, $13::text, $14::integer,
  $15::text, $16::text, $17::text, $18::timestamptz);
