-- A page of objects by their Russian names: those that are free where windows are given.
-- No index gives this order: every object of the groups is probed, then sorted. Keyset, never OFFSET. The catalogue's version comes along, also with no row: it tells whether
-- the groups that were given are still the ones there are.
SELECT v.version AS catalogue_version, c.id, c.sort_key AS key
FROM catalogue_version v
LEFT JOIN (
  SELECT found.id, found.sort_key
  FROM
    -- include: search_terms
  CROSS JOIN LATERAL (
    SELECT o.id, o.name_ru AS sort_key
    FROM objects o
    WHERE o.type = w.type AND o.location_id = w.location_id AND o.rules_id = w.rules_id
      AND o.status = 'active' AND o.archived_at IS NULL
      AND (o.name_ru, o.id) > ($17::text, $18::uuid)
      AND
        -- include: wanted_unit
      AND
        -- include: free_unit
    ORDER BY o.name_ru, o.id
    LIMIT $19::bigint
  ) found
  ORDER BY found.sort_key, found.id
  LIMIT $19::bigint
) c ON true
ORDER BY c.sort_key, c.id;
