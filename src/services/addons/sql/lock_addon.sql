-- An add-on that is about to be changed. Relies on addons_pkey.
SELECT a.id FROM addons a WHERE a.id = $1::uuid AND a.archived_at IS NULL FOR NO KEY UPDATE;
