-- Where the bytes of a photo lie: of the variant $2, or of the original where it has none of that
-- name. By primary keys.
SELECT coalesce(v.storage_key, p.storage_key) AS storage_key,
       coalesce(v.content_type, p.content_type) AS content_type,
       encode(coalesce(v.sha256, p.sha256), 'hex') AS sha256
FROM photos p
LEFT JOIN photo_variants v ON v.photo_id = p.id AND v.variant = $2::text
WHERE p.id = $1::uuid;
