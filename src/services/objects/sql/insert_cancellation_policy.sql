-- A cancellation policy from its document ($2). cancellation_policies_code keeps codes apart.
INSERT INTO cancellation_policies (id, code, name_ru, name_en, tiers, changed_by, changed_via, request_id, created_at)
SELECT $1::uuid, d.code, d.name ->> 'ru', d.name ->> 'en', d.tiers, $3::text, $4::text, $5::text,
       $6::timestamptz
FROM jsonb_to_record($2::jsonb) AS d (code text, name jsonb, tiers jsonb);
