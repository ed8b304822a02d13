-- One deadline ($1, also when it is archived) or those of an object ($3) or of all, in use or archived
-- by $2, due on $4 or before, done or not by $5; what is due first comes first.
-- object_deadlines_object, object_deadlines_open.
SELECT d.id, d.object_id, d.kind, d.title, d.due_date, d.due_km, d.remind_days, d.stops_sales,
       d.note, d.done_at, d.version, d.archived_at
FROM object_deadlines d
WHERE ($1::uuid IS NULL OR d.id = $1::uuid)
  AND ($2::boolean IS NULL OR (d.archived_at IS NOT NULL) = $2::boolean)
  AND ($3::uuid IS NULL OR d.object_id = $3::uuid)
  AND ($4::date IS NULL OR d.due_date <= $4::date)
  AND ($5::boolean IS NULL OR (d.done_at IS NOT NULL) = $5::boolean)
ORDER BY d.due_date NULLS LAST, d.id
LIMIT 1000;
