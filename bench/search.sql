-- The floor under a search, for pgbench: one type, one window, the cheapest twenty of the free ones,
-- by one probe of the live bookings each. Keep it as it is: searches are measured against it.
\set type random(0, 4)
\set day random(:first_day, :last_day)
SELECT o.id, o.name_ru, o.price_minor FROM objects o
WHERE o.type = 'bench_' || :type::text AND o.status = 'active' AND o.archived_at IS NULL
  AND o.price_minor BETWEEN 0 AND 1000000000
  AND coalesce((SELECT b.blocked_until <= (:'today'::date + :day::integer)::timestamp AT TIME ZONE 'UTC' + interval '10 hours'
                FROM bookings b
                WHERE b.object_id = o.id
                  AND b.blocked_from < (:'today'::date + :day::integer + 1)::timestamp AT TIME ZONE 'UTC' + interval '10 hours'
                  AND b.status IN ('awaiting_payment', 'confirmed', 'paid')
                ORDER BY b.blocked_from DESC LIMIT 1), true)
ORDER BY o.price_minor, o.id LIMIT 20;
