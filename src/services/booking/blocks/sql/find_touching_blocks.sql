-- Blocks of an object that overlap a period or meet it end to end, earliest first. The object's row is
-- locked. By the index of bookings_no_overlap, whose predicate is repeated; the range is longer by the
-- smallest step there is, so that blocks which meet it are found.
SELECT b.id, b.date_start, b.date_end, b.note
FROM bookings b
WHERE b.object_id = $1::uuid AND b.kind = 'block' AND b.status <> 'cancelled'
  AND b.blocked && tstzrange($2::timestamptz - interval '1 microsecond', $3::timestamptz, '[]')
ORDER BY b.date_start;
