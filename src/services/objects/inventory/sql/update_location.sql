-- A location as it is from now on.
-- The caller holds the row's lock and has compared the version. The last parameter, business time, is
-- for inserts alone.
UPDATE locations
SET
  legal_entity_id = $2::uuid, name_ru = $3::text, name_en = $4::text, city_ru = $5::text,
  city_en = $6::text, address_ru = $7::text, address_en = $8::text,
  latitude = $9::double precision, longitude = $10::double precision, time_zone = $11::text,
  hours = $12::jsonb, phone = $13::text, position = $14::integer, version = version + 1,
  changed_by = $15::text, changed_via = $16::text, request_id = $17::text
WHERE id = $1::uuid AND $18::timestamptz IS NOT NULL;
