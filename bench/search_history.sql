-- Past bookings of bench/data.md and four live ones an object, after search_seed.sql:
--   psql -v bookings=1000000 -f bench/search_history.sql
-- One order stands for all: searches never look at orders. The audit trigger is off meanwhile. All
-- indexes are built once, at the end: row by row the exclusion constraint alone would be most of it.
BEGIN;
ALTER TABLE bookings DISABLE TRIGGER USER;
ALTER TABLE bookings DROP CONSTRAINT bookings_no_overlap;
INSERT INTO bookings (id, code, order_id, object_id, pickup_location_id, return_location_id,
                      date_start, date_end, blocked, time_zone, status, amount_minor, paid_minor,
                      currency, rate_version, changed_by, changed_via, request_id, created_at,
                      updated_at)
SELECT ('01900000-0000-7001-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'H-' || n,
       '00000000-0000-7000-b000-000000000001', o.id, o.location_id,
       o.location_id, t, t + interval '1 day', tstzrange(t, t + interval '1 day'), 'Europe/Moscow',
       'completed', 100000, 100000, 'RUB', 1, 'system:history', 'api', 'history',
       t - interval '7 days', t + interval '1 day'
FROM (SELECT n, current_date - (n / 10000 + 1) * interval '7 days' AS t
      FROM generate_series(1, :bookings) n) s
JOIN objects o
  ON o.id = ('00000000-0000-7000-9000-' || lpad(to_hex(1 + s.n % 10000), 12, '0'))::uuid
ORDER BY s.n DESC;
INSERT INTO bookings (id, code, order_id, object_id, pickup_location_id, return_location_id,
                      date_start, date_end, blocked, time_zone, status, amount_minor, paid_minor,
                      currency, rate_version, changed_by, changed_via, request_id, created_at,
                      updated_at)
SELECT gen_random_uuid(), 'L-' || s.n || '-' || s.k, '00000000-0000-7000-b000-000000000001', o.id,
       o.location_id, o.location_id, s.t, s.t + s.length, tstzrange(s.t, s.t + s.length),
       'Europe/Moscow', 'paid', 100000, 100000, 'RUB', 1, 'system:history', 'api', 'history',
       current_date, current_date
FROM (SELECT n, k, CASE k WHEN 3 THEN interval '7 days' ELSE interval '3 days' END AS length,
             (current_date + 1 + CASE k WHEN 3 THEN 24 ELSE k * 6 + n % 6 END)::timestamp
               AT TIME ZONE 'UTC' + interval '10 hours' AS t
      FROM generate_series(1, 10000) n, generate_series(0, 3) k
      WHERE k < 3 OR n * 7919 % 10007 % 50 <> 0) s
JOIN objects o
  ON o.id = ('00000000-0000-7000-9000-' || lpad(to_hex(s.n), 12, '0'))::uuid
ORDER BY s.n, s.k;
ALTER TABLE bookings ADD CONSTRAINT bookings_no_overlap
  EXCLUDE USING gist (object_id WITH =, blocked WITH &&) WHERE (status <> 'cancelled');
ALTER TABLE bookings ENABLE TRIGGER USER;
COMMIT;
VACUUM ANALYZE bookings;
