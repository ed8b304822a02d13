-- A tax rate as its document says. Relies on tax_rates_pkey.
UPDATE tax_rates x
SET legal_entity_id = d.legal_entity_id, name_ru = d.name ->> 'ru', name_en = d.name ->> 'en',
    percent_thousandths = d.percent_thousandths, valid_from = d.valid_from,
    valid_until = d.valid_until, version = x.version + 1,
    changed_by = $3::text, changed_via = $4::text, request_id = $5::text
FROM jsonb_to_record($2::jsonb) AS d (legal_entity_id uuid, name jsonb, percent_thousandths integer,
                                      valid_from date, valid_until date)
WHERE x.id = $1::uuid;
