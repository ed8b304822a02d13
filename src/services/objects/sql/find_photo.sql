-- Where the bytes of a photo lie. By primary key.
SELECT id, storage_key, content_type, encode(sha256, 'hex') AS sha256, width, height
FROM photos
WHERE id = $1::uuid;
