-- An item was handled: what it said is dropped, its key stays to recognise duplicates. Primary key.
-- $1 source, $2 key
UPDATE inbox SET state = 'done', payload = NULL, last_error = NULL
WHERE source = $1::text AND key = $2::text AND state = 'pending'
