-- One block, also when it was released. By primary key.
SELECT b.id, b.code, b.object_id, b.date_start, b.date_end, b.time_zone, b.note, b.status,
       coalesce(b.changed_by, '') AS changed_by, b.created_at
FROM bookings b
WHERE b.id = $1::uuid AND b.kind = 'block';
