-- A page of objects, cheapest first: those that are free where windows are given.
-- Each group walks objects_search in this order and stops when it has enough. Keyset, never OFFSET. The catalogue's version comes along, also with no row: it tells whether
-- the groups that were given are still the ones there are.
SELECT v.version AS catalogue_version, c.id, c.sort_key::text AS key
FROM catalogue_version v
LEFT JOIN (
  SELECT found.id, found.sort_key
  FROM
    -- include: search_terms
  CROSS JOIN LATERAL (
    SELECT o.id, o.price_minor AS sort_key
    FROM objects o
    WHERE o.type = w.type AND o.location_id = w.location_id AND o.rules_id = w.rules_id
      AND o.status = 'active' AND o.archived_at IS NULL
      AND (o.price_minor, o.id) > ($17::bigint, $18::uuid)
      AND
        -- include: wanted_unit
      AND
        -- include: free_unit
    ORDER BY o.price_minor, o.id
    LIMIT $19::bigint
  ) found
  ORDER BY found.sort_key, found.id
  LIMIT $19::bigint
) c ON true
ORDER BY c.sort_key, c.id;
