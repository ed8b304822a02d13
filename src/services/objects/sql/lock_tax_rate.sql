-- A tax rate that is about to be changed. Relies on tax_rates_pkey.
SELECT x.id FROM tax_rates x WHERE x.id = $1::uuid AND x.archived_at IS NULL FOR NO KEY UPDATE;
