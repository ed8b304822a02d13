-- Blocks of an object that end after $2 and start before $3 (or NULL), earliest first. A row without an
-- id says that the object is there and has none. By the index of bookings_no_overlap.
SELECT b.id, b.code, o.id AS object_id, b.date_start, b.date_end, b.time_zone, b.note,
       coalesce(b.changed_by, '') AS changed_by, b.created_at
FROM objects o
LEFT JOIN bookings b
  ON b.object_id = o.id AND b.kind = 'block' AND b.status <> 'cancelled'
     AND b.blocked && tstzrange($2::timestamptz, $3::timestamptz, '[)')
WHERE o.id = $1::uuid
ORDER BY b.date_start
LIMIT 1000;
