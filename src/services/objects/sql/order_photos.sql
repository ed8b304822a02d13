-- Puts the photos of one owner in this order, under lock_photo_owner's lock. By primary key.
UPDATE photos p
SET position = n.position
FROM unnest($3::uuid[]) WITH ORDINALITY AS n(id, position)
WHERE p.id = n.id AND (p.object_id = $1::uuid OR p.model_id = $2::uuid);
