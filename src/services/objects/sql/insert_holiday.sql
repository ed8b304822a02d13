-- A holiday from its document ($2). holidays_date refuses the same day at the same place.
INSERT INTO holidays (id, date, name_ru, name_en, location_id, changed_by, changed_via, request_id, created_at)
SELECT $1::uuid, d.date, d.name ->> 'ru', d.name ->> 'en', d.location_id, $3::text, $4::text, $5::text,
       $6::timestamptz
FROM jsonb_to_record($2::jsonb) AS d (date date, name jsonb, location_id uuid);
