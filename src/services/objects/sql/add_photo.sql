-- A photo behind those that its owner has, with its variants. No row: it has ten already, counted
-- under lock_photo_owner's lock. Relies on photos_object and photos_model.
WITH place AS (
  SELECT coalesce(max(position) + 1, 1) AS position
  FROM photos
  WHERE object_id = $2::uuid OR model_id = $3::uuid
  HAVING count(*) < 10
), photo AS (
  INSERT INTO photos (id, object_id, model_id, position, storage_key, content_type, width, height,
                      size_bytes, sha256, created_at)
  SELECT $1::uuid, $2::uuid, $3::uuid, place.position, v.storage_key, v.content_type, v.width,
         v.height, v.size_bytes, v.sha256, $11::timestamptz
  FROM place,
       unnest($4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[],
              $10::bytea[])
         AS v(variant, storage_key, content_type, width, height, size_bytes, sha256)
  WHERE v.variant = 'original'
  RETURNING id
), variants AS (
  INSERT INTO photo_variants (photo_id, variant, storage_key, content_type, width, height,
                              size_bytes, sha256)
  SELECT photo.id, v.variant, v.storage_key, v.content_type, v.width, v.height, v.size_bytes,
         v.sha256
  FROM photo,
       unnest($4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[],
              $10::bytea[])
         AS v(variant, storage_key, content_type, width, height, size_bytes, sha256)
  WHERE v.variant <> 'original'
)
SELECT id FROM photo;
