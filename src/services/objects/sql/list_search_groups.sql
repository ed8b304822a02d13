-- What is for rent, as a search sees it: each (type, place, rules) that some object on offer has, and
-- one such object, whose rate card has the rules, the hours and the zone. A date means another
-- instant for each of them. One pass over objects_search; processes keep the answer until the
-- catalogue's version is another, which comes along, also with no row.
SELECT v.version AS catalogue_version, g.id, g.rules_id
FROM catalogue_version v
LEFT JOIN (
  SELECT DISTINCT ON (o.type, o.location_id, o.rules_id) o.id, o.rules_id, t.position
  FROM objects o
  JOIN locations l ON l.id = o.location_id
  JOIN object_types t ON t.code = o.type
  WHERE o.status = 'active' AND o.archived_at IS NULL AND l.archived_at IS NULL
    AND t.archived_at IS NULL
  ORDER BY o.type, o.location_id, o.rules_id, o.price_minor, o.id
) g ON true
ORDER BY g.position, g.id;
