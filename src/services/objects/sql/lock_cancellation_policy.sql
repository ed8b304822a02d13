-- A cancellation policy that is about to be changed. Relies on cancellation_policies_pkey.
SELECT c.id FROM cancellation_policies c
WHERE c.id = $1::uuid AND c.archived_at IS NULL FOR NO KEY UPDATE;
