-- Keys of uploads that nobody repeats any more, some at a time. Relies on photo_uploads_age.
DELETE FROM photo_uploads
WHERE (principal, key) IN (
  SELECT principal, key FROM photo_uploads WHERE created_at < $1::timestamptz
  ORDER BY created_at LIMIT 1000);
