-- The photos of one object or model in their order, as JSON in the form of find_objects. Relies on
-- photos_object, photos_model and the primary key of photo_variants.
SELECT json_build_object(
         'id', p.id, 'url', '/api/v1/photos/' || p.id, 'storage_key', p.storage_key,
         'content_type', p.content_type, 'sha256', encode(p.sha256, 'hex'), 'width', p.width,
         'height', p.height,
         'variants',
         (SELECT coalesce(json_agg(json_build_object(
                   'variant', v.variant, 'url', '/api/v1/photos/' || p.id || '?variant=' || v.variant,
                   'storage_key', v.storage_key, 'content_type', v.content_type,
                   'sha256', encode(v.sha256, 'hex'), 'width', v.width, 'height', v.height)
                 ORDER BY v.variant), '[]')
          FROM photo_variants v WHERE v.photo_id = p.id))::text AS photo
FROM photos p
WHERE p.object_id = $1::uuid OR p.model_id = $2::uuid
ORDER BY p.position, p.id;
