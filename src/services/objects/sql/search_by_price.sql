-- A page of objects that are free in a window, cheapest first.
-- $1..$4 one row per (type, zone): its window, without the objects' buffers; $5 whether windows
-- count at all; $6, $7 the last row of the page before (keyset, never OFFSET); $8 location, $9 most
-- a unit of time may cost, $10 text pattern, each or NULL; $11 how many; $12 business time.
-- Each group walks objects_type in price order and stops when it has enough.
-- The last live booking to start before the window's end is the only one that can reach into it,
-- because bookings_no_overlap keeps an object's periods disjoint: one probe of bookings_live each.
-- That index has no completed bookings, which end before now by rule; a window that starts before
-- now may meet one, so it is checked against the constraint's own index. The predicate of
-- bookings_live is repeated word for word.
SELECT c.id, c.price_minor AS key
FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[])
       AS w (type, time_zone, window_start, window_end)
CROSS JOIN LATERAL (
  SELECT o.id, o.price_minor
  FROM objects o
  JOIN locations l ON l.id = o.location_id
  LEFT JOIN object_models m ON m.id = o.model_id
  WHERE o.type = w.type AND o.status = 'active' AND o.archived_at IS NULL
    AND l.time_zone = w.time_zone AND l.archived_at IS NULL
    AND (o.price_minor, o.id) > ($6::bigint, $7::uuid)
    AND CASE WHEN $8::uuid IS NULL THEN true ELSE o.location_id = $8::uuid END
    AND CASE WHEN $9::bigint IS NULL THEN true ELSE o.price_minor <= $9::bigint END
    AND CASE WHEN $10::text IS NULL THEN true
             ELSE o.name_ru ILIKE $10::text OR o.name_en ILIKE $10::text
               OR m.name_ru ILIKE $10::text OR m.name_en ILIKE $10::text
               OR coalesce(o.description_ru, m.description_ru) ILIKE $10::text
               OR coalesce(o.description_en, m.description_en) ILIKE $10::text
        END
    AND CASE
          WHEN l.time_zone <> w.time_zone THEN false
          WHEN NOT $5::boolean THEN true
          WHEN w.window_start - make_interval(mins => o.buffer_before_minutes) < $12::timestamptz THEN
            NOT EXISTS (
              SELECT 1 FROM bookings b
              WHERE b.object_id = o.id AND b.status <> 'cancelled'
                AND b.blocked && tstzrange(
                      w.window_start - make_interval(mins => o.buffer_before_minutes),
                      w.window_end + make_interval(mins => o.buffer_after_minutes), '[)'))
          ELSE
            coalesce((
              SELECT b.blocked_until <= w.window_start - make_interval(mins => o.buffer_before_minutes)
              FROM bookings b
              WHERE b.object_id = o.id
                AND b.blocked_from < w.window_end + make_interval(mins => o.buffer_after_minutes)
                AND b.status IN ('awaiting_payment', 'confirmed', 'paid')
              ORDER BY b.blocked_from DESC LIMIT 1), true)
        END
  ORDER BY o.price_minor, o.id
  LIMIT $11::bigint
) c
ORDER BY c.price_minor, c.id
LIMIT $11::bigint;
