-- Past bookings to measure on top of, after seed.sql:
--   psql -v bookings=1000000 -f bench/history.sql
-- A day each, round robin over the objects, one a week back from `before`, paid and over, each with
-- its order, line and ledger. The audit trigger is off meanwhile: nobody reads the
-- audit of history here. The exclusion constraint is built once, at the end: row by row it would be
-- most of the time.
\set before '2026-11-01 00:00:00+00'
BEGIN;
ALTER TABLE bookings DISABLE TRIGGER bookings_audit;
ALTER TABLE bookings DROP CONSTRAINT bookings_no_overlap;
INSERT INTO orders (id, customer_id, legal_entity_id, currency, total_minor, channel, created_at)
SELECT ('01900000-0000-7002-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('00000000-0000-7000-a000-' || lpad(to_hex(1 + n * 7 % 10000), 12, '0'))::uuid,
       '00000000-0000-7000-8000-000000000001', 'RUB', 100000, 'api',
       :'before'::timestamptz - (n / 10000 + 2) * interval '7 days'
FROM generate_series(1, :bookings) n;
INSERT INTO bookings (id, code, order_id, object_id, pickup_location_id, return_location_id,
                      date_start, date_end, blocked, time_zone, status, amount_minor, paid_minor,
                      currency, rate_version, changed_by, changed_via, request_id, created_at,
                      updated_at)
SELECT ('01900000-0000-7001-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'H-' || n,
       ('01900000-0000-7002-8000-' || lpad(to_hex(n), 12, '0'))::uuid, o.id, o.location_id,
       o.location_id, t, t + interval '1 day', tstzrange(t, t + interval '1 day'), 'Europe/Moscow',
       'completed', 100000, 100000, 'RUB', 1, 'system:history', 'api', 'history',
       t - interval '7 days', t + interval '1 day'
FROM (SELECT n, :'before'::timestamptz - (n / 10000 + 1) * interval '7 days' AS t
      FROM generate_series(1, :bookings) n) s
JOIN objects o
  ON o.id = ('00000000-0000-7000-9000-' || lpad(to_hex(1 + s.n % 10000), 12, '0'))::uuid
ORDER BY s.n DESC;
INSERT INTO booking_lines (booking_id, position, kind, title_ru, title_en, quantity,
                           unit_price_minor, amount_minor, rule_ru, rule_en)
SELECT ('01900000-0000-7001-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 1, 'rental',
       'Аренда: 1 день', 'Rental: 1 day', 1, 100000, 100000, 'от 1 дня', 'from 1 day'
FROM generate_series(1, :bookings) n;
INSERT INTO ledger_entries (order_id, booking_id, account, amount_minor, currency, cause_kind,
                            cause_id, created_at)
SELECT ('01900000-0000-7002-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('01900000-0000-7001-8000-' || lpad(to_hex(n), 12, '0'))::uuid, account, 100000, 'RUB', kind,
       (prefix || lpad(to_hex(n), 12, '0'))::uuid, :'before'
FROM generate_series(1, :bookings) n,
     (VALUES ('charge', 'booking', '01900000-0000-7001-8000-'),
             ('payment', 'payment', '01900000-0000-7004-8000-')) e (account, kind, prefix);
ALTER TABLE bookings ADD CONSTRAINT bookings_no_overlap
  EXCLUDE USING gist (object_id WITH =, blocked WITH &&) WHERE (status <> 'cancelled');
ALTER TABLE bookings ENABLE TRIGGER bookings_audit;
COMMIT;
VACUUM ANALYZE bookings, orders, booking_lines, ledger_entries;
