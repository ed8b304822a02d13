-- One legal entity ($1, also when it is archived) or all of them, in use or archived by $2. A handful
-- of rows.
SELECT e.id, e.name, e.short_name, e.inn, e.kpp, e.ogrn, e.address, e.bank::text AS bank,
       e.signatory, e.tax_system, e.fiscal_scheme, e.country, e.currency, e.version, e.archived_at
FROM legal_entities e
WHERE ($1::uuid IS NULL OR e.id = $1::uuid)
  AND ($2::boolean IS NULL OR (e.archived_at IS NOT NULL) = $2::boolean)
ORDER BY e.name, e.id;
