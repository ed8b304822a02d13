-- From 4 live bookings an object to 40: after the sold-out week of the set, 35 of three days every six,
-- and another sold-out week. The exclusion constraint stays.
BEGIN;
ALTER TABLE bookings DISABLE TRIGGER USER;
INSERT INTO bookings (id, code, order_id, object_id, pickup_location_id, return_location_id,
                      date_start, date_end, blocked, time_zone, status, amount_minor, paid_minor,
                      currency, rate_version, changed_by, changed_via, request_id, created_at,
                      updated_at)
SELECT gen_random_uuid(), 'M-' || s.n || '-' || s.k, '00000000-0000-7000-b000-000000000001', o.id,
       o.location_id, o.location_id, s.t, s.t + s.length, tstzrange(s.t, s.t + s.length),
       'Europe/Moscow', 'paid', 100000, 100000, 'RUB', 1, 'system:history', 'api', 'history',
       current_date, current_date
FROM (SELECT n, k, CASE k WHEN 35 THEN interval '7 days' ELSE interval '3 days' END AS length,
             (current_date + 32 + CASE k WHEN 35 THEN 216 ELSE k * 6 + n % 6 END)::timestamp
               AT TIME ZONE 'UTC' + interval '10 hours' AS t
      FROM generate_series(1, 10000) n, generate_series(0, 35) k
      WHERE k < 35 OR n * 7919 % 10007 % 50 <> 0) s
JOIN objects o
  ON o.id = ('00000000-0000-7000-9000-' || lpad(to_hex(s.n), 12, '0'))::uuid
ORDER BY s.n, s.k;
ALTER TABLE bookings ENABLE TRIGGER USER;
COMMIT;
VACUUM ANALYZE bookings;
