-- A page of models (a unit without a model is its own) with enough free units at one place ($20),
-- cheapest unit first, and that unit. Every unit has to be counted, so every unit of the groups is
-- probed. Index objects_search.
SELECT v.version AS catalogue_version, c.id, c.price_minor::text AS key, c.free_units
FROM catalogue_version v
LEFT JOIN (
  SELECT (array_agg(o.id ORDER BY o.price_minor, o.id))[1] AS id, min(o.price_minor) AS price_minor,
         count(*) AS free_units
  FROM
    -- include: search_terms
  JOIN objects o ON o.type = w.type AND o.location_id = w.location_id AND o.rules_id = w.rules_id
  WHERE o.status = 'active' AND o.archived_at IS NULL
    AND
      -- include: wanted_unit
    AND
      -- include: free_unit
  GROUP BY o.location_id, coalesce(o.model_id, o.id)
  HAVING count(*) >= $20::bigint
     AND (min(o.price_minor), (array_agg(o.id ORDER BY o.price_minor, o.id))[1]) > ($17::bigint, $18::uuid)
  ORDER BY min(o.price_minor), (array_agg(o.id ORDER BY o.price_minor, o.id))[1]
  LIMIT $19::bigint
) c ON true
ORDER BY c.price_minor, c.id;
