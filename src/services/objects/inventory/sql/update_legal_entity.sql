-- A legal entity as it is from now on.
-- The caller holds the row's lock and has compared the version. The last parameter, business time, is
-- for inserts alone.
UPDATE legal_entities
SET
  name = $2::text, short_name = $3::text, inn = $4::text, kpp = $5::text, ogrn = $6::text,
  address = $7::text, bank = $8::jsonb, signatory = $9::text, tax_system = $10::text,
  fiscal_scheme = $11::text, country = $12::char(2), currency = $13::char(3),
  version = version + 1, changed_by = $14::text, changed_via = $15::text, request_id = $16::text
WHERE id = $1::uuid AND $17::timestamptz IS NOT NULL;
