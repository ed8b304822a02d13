-- Add-ons as documents (the shape of addons::AddonDocument), in the order in which they are shown: those
-- of a type ($1), those that an object ($2) can be booked with (as the view price_terms has them), and
-- with $3 also those that are not offered. There are dozens at most.
SELECT a.id, a.version,
       json_strip_nulls(json_build_object(
         'name', json_build_object('ru', a.name_ru, 'en', a.name_en),
         'description', json_build_object('ru', a.description_ru, 'en', a.description_en),
         'charge', a.charge,
         'price', json_build_object('amount_minor', a.price_minor, 'currency', a.currency),
         'percent_thousandths', a.percent_thousandths, 'amount_max_minor', a.amount_max_minor,
         'free_from_units', a.free_from_units, 'mandatory', a.mandatory,
         'exclusive_group', a.exclusive_group, 'quantity_max', a.quantity_max,
         'object_types', a.object_types,
         'stock', (SELECT coalesce(json_agg(json_build_object('location_id', s.location_id,
                                                              'quantity', s.quantity)
                                            ORDER BY s.location_id), '[]')
                   FROM addon_stocks s WHERE s.addon_id = a.id),
         'position', a.position, 'active', a.active))::text AS document
FROM addons a
LEFT JOIN objects o ON o.id = $2::uuid AND o.archived_at IS NULL
WHERE a.archived_at IS NULL AND (a.active OR $3::boolean)
  AND ($1::text IS NULL OR a.object_types = '{}' OR $1::text = ANY (a.object_types))
  AND ($2::uuid IS NULL
       OR o.currency = a.currency AND (a.object_types = '{}' OR o.type = ANY (a.object_types))
          AND (NOT EXISTS (SELECT FROM addon_stocks s WHERE s.addon_id = a.id)
               OR EXISTS (SELECT FROM addon_stocks s
                          WHERE s.addon_id = a.id
                            AND (s.location_id IS NULL OR s.location_id = o.location_id))))
ORDER BY a.position, a.name_ru, a.id;
