-- A cancellation policy as its document says; bookings keep the terms they were made with. A code that
-- types refer to cannot become another (object_types_cancellation_policy_fkey).
-- Relies on cancellation_policies_pkey.
UPDATE cancellation_policies c
SET code = d.code, name_ru = d.name ->> 'ru', name_en = d.name ->> 'en', tiers = d.tiers,
    version = c.version + 1, changed_by = $3::text, changed_via = $4::text, request_id = $5::text
FROM jsonb_to_record($2::jsonb) AS d (code text, name jsonb, tiers jsonb)
WHERE c.id = $1::uuid;
