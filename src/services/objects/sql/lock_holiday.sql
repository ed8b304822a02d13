-- A holiday that is about to be changed. Relies on holidays_pkey.
SELECT h.id FROM holidays h WHERE h.id = $1::uuid AND h.archived_at IS NULL FOR NO KEY UPDATE;
