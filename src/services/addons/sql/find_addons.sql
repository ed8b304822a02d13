-- One add-on, or all that are not archived ($1), as documents. Relies on addons_pkey for one.
SELECT a.id, a.version, '{}' AS facts,
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
WHERE a.archived_at IS NULL AND ($1::uuid IS NULL OR a.id = $1::uuid)
ORDER BY a.position, a.name_ru, a.id;
