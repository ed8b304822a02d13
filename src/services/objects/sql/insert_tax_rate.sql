-- A tax rate from its document ($2). tax_rates_no_overlap refuses a second one for the same day.
INSERT INTO tax_rates (id, legal_entity_id, name_ru, name_en, percent_thousandths, valid_from,
                       valid_until, changed_by, changed_via, request_id, created_at)
SELECT $1::uuid, d.legal_entity_id, d.name ->> 'ru', d.name ->> 'en', d.percent_thousandths,
       d.valid_from, d.valid_until, $3::text, $4::text, $5::text, $6::timestamptz
FROM jsonb_to_record($2::jsonb) AS d (legal_entity_id uuid, name jsonb, percent_thousandths integer,
                                      valid_from date, valid_until date);
