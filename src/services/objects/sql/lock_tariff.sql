-- A tariff that is about to be changed; its rates change under this lock too. Relies on tariffs_pkey.
SELECT t.id FROM tariffs t WHERE t.id = $1::uuid AND t.archived_at IS NULL FOR NO KEY UPDATE;
