-- Removes a photo with its variants (by cascade) and tells under which keys their bytes lie. By
-- primary key.
WITH gone AS (
  DELETE FROM photos
  WHERE id = $3::uuid AND (object_id = $1::uuid OR model_id = $2::uuid)
  RETURNING id, storage_key
)
SELECT storage_key FROM gone
UNION ALL
SELECT v.storage_key FROM photo_variants v JOIN gone ON gone.id = v.photo_id;
