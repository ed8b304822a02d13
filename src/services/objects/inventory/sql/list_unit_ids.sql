-- A page of units for operators: in use or archived ($1), of a type, location, model, status ($2 to
-- $5, each may be NULL), after the id $6. Along objects_pkey: thousands of units at most, and a page
-- ends early.
SELECT o.id
FROM objects o
WHERE (o.archived_at IS NOT NULL) = $1::boolean
  AND ($2::text IS NULL OR o.type = $2::text)
  AND ($3::uuid IS NULL OR o.location_id = $3::uuid)
  AND ($4::uuid IS NULL OR o.model_id = $4::uuid)
  AND ($5::text IS NULL OR o.status = $5::text)
  AND o.id > $6::uuid
ORDER BY o.id
LIMIT $7::integer;
