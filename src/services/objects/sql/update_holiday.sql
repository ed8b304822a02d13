-- A holiday as its document says. Relies on holidays_pkey.
UPDATE holidays h
SET date = d.date, name_ru = d.name ->> 'ru', name_en = d.name ->> 'en', location_id = d.location_id,
    version = h.version + 1, changed_by = $3::text, changed_via = $4::text, request_id = $5::text
FROM jsonb_to_record($2::jsonb) AS d (date date, name jsonb, location_id uuid)
WHERE h.id = $1::uuid;
