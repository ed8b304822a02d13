-- A new legal entity. Its numbers were checked where they came in.
INSERT INTO legal_entities (
  id, name, short_name, inn, kpp, ogrn, address, bank, signatory, tax_system, fiscal_scheme,
  country, currency, changed_by, changed_via, request_id, created_at)
VALUES (
  $1::uuid, $2::text, $3::text, $4::text, $5::text, $6::text, $7::text, $8::jsonb, $9::text,
  $10::text, $11::text, $12::char(2), $13::char(3), $14::text, $15::text, $16::text,
  $17::timestamptz);
