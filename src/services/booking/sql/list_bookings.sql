-- A page of bookings for operators, newest start first: ids only, the rows come from
-- find_bookings.sql. Keyset (date_start, id), so that the tenth page costs what the first does;
-- the first page comes with 'infinity'. Relies on bookings_date_start, walked backwards: sorting
-- must see the timestamp itself, not its text, or the index is left.
SELECT b.id, b.date_start
FROM bookings b
JOIN objects o ON o.id = b.object_id
WHERE (b.date_start, b.id) < ($1::timestamptz, $2::uuid)
  AND b.kind = 'rental'
  AND ($3::text[] IS NULL OR b.status = ANY ($3::text[]))
  AND ($4::text IS NULL OR o.type = $4::text)
  AND ($5::uuid IS NULL OR b.object_id = $5::uuid)
  AND ($6::timestamptz IS NULL OR b.date_end > $6::timestamptz)
  AND ($7::timestamptz IS NULL OR b.date_start < $7::timestamptz)
ORDER BY b.date_start DESC, b.id DESC
LIMIT $8::integer;
