-- Past bookings to measure on top of: psql -v bookings=1000000 -f bench/history.sql after seed.sql.
-- Hours before `before`, round robin over the objects, all paid and over ('completed'), each with its
-- order, line and ledger. The audit trigger is off meanwhile: nobody measures the audit of history.
\if :{?before}
\else
\set before '2026-11-01 00:00:00+00'
\endif
ALTER TABLE bookings DISABLE TRIGGER bookings_audit;
INSERT INTO orders (id, customer_id, legal_entity_id, currency, total_minor, channel, created_at)
SELECT ('01900000-0000-7002-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('00000000-0000-7000-a000-' || lpad(to_hex(1 + n % 10000), 12, '0'))::uuid,
       '00000000-0000-7000-8000-000000000001', 'RUB', 100000, 'api', :'before'
FROM generate_series(1, :bookings) n;
INSERT INTO bookings (id, code, order_id, object_id, pickup_location_id, return_location_id,
                      date_start, date_end, blocked, time_zone, status, amount_minor, paid_minor,
                      currency, rate_version, created_at, updated_at)
SELECT ('01900000-0000-7001-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'H-' || n,
       ('01900000-0000-7002-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('00000000-0000-7000-9000-' || lpad(to_hex(1 + n % 10000), 12, '0'))::uuid,
       '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000002',
       t, t + interval '1 hour', tstzrange(t, t + interval '1 hour'), 'Europe/Moscow', 'completed',
       100000, 100000, 'RUB', 1, :'before', :'before'
FROM (SELECT n, :'before'::timestamptz - (n / 10000 + 1) * interval '3 hours' AS t
      FROM generate_series(1, :bookings) n) s;
INSERT INTO booking_lines (booking_id, position, kind, title_ru, title_en, quantity,
                           unit_price_minor, amount_minor, rule_ru, rule_en)
SELECT ('01900000-0000-7001-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 1, 'rental',
       'Аренда: 1 час', 'Rental: 1 hour', 1, 100000, 100000, 'от 1 часа', 'from 1 hour'
FROM generate_series(1, :bookings) n;
INSERT INTO ledger_entries (order_id, booking_id, account, amount_minor, currency, cause_kind,
                            cause_id, created_at)
SELECT ('01900000-0000-7002-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('01900000-0000-7001-8000-' || lpad(to_hex(n), 12, '0'))::uuid, account, 100000, 'RUB', kind,
       (prefix || lpad(to_hex(n), 12, '0'))::uuid, :'before'
FROM generate_series(1, :bookings) n,
     (VALUES ('charge', 'booking', '01900000-0000-7001-8000-'),
             ('payment', 'payment', '01900000-0000-7004-8000-')) e (account, kind, prefix);
ALTER TABLE bookings ENABLE TRIGGER bookings_audit;
VACUUM ANALYZE bookings, orders, booking_lines, ledger_entries;
