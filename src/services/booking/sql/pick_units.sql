-- Which units of a model are free in a period, the one with the tightest gap around it first: long
-- gaps are kept whole for long rentals. Blocking periods of a unit are disjoint, so the last one that
-- starts before the window's end is the only one that can overlap it, and the next one begins the gap's
-- end. A unit that is out and overdue is not picked for what starts before $5. Only a choice: the
-- constraint decides. Relies on objects_model, bookings_live.
SELECT o.id
FROM objects o
LEFT JOIN LATERAL (
  SELECT b.blocked_until, b.picked_up_at, b.returned_at, b.date_end
  FROM bookings b
  WHERE b.object_id = o.id AND b.status IN ('awaiting_payment', 'confirmed', 'paid')
    AND b.blocked_from < $4::timestamptz + o.buffer_after_minutes * interval '1 minute'
  ORDER BY b.blocked_from DESC
  LIMIT 1
) before ON true
LEFT JOIN LATERAL (
  SELECT b.blocked_from
  FROM bookings b
  WHERE b.object_id = o.id AND b.status IN ('awaiting_payment', 'confirmed', 'paid')
    AND b.blocked_from >= $4::timestamptz + o.buffer_after_minutes * interval '1 minute'
  ORDER BY b.blocked_from
  LIMIT 1
) next ON true
WHERE o.model_id = $1::uuid AND ($2::uuid IS NULL OR o.location_id = $2::uuid)
  AND o.status = 'active' AND o.archived_at IS NULL
  AND (before.blocked_until IS NULL
       OR before.blocked_until <= $3::timestamptz - o.buffer_before_minutes * interval '1 minute')
  AND NOT (before.picked_up_at IS NOT NULL AND before.returned_at IS NULL
           AND before.date_end < $6::timestamptz AND $3::timestamptz < $5::timestamptz)
ORDER BY coalesce($3::timestamptz - before.blocked_until, interval '1000 days')
           + coalesce(next.blocked_from - $4::timestamptz, interval '1000 days'),
         o.id;
