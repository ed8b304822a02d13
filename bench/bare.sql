-- The floor under a create, for pgbench: a bare insert that the exclusion constraint decides, one
-- outbox row, and the audit row of the trigger, in one prepared statement on the real tables; no
-- order, price lines, ledger, keys or checks. What a create may not do without, and nothing else.
-- pgbench -n -M prepared -f bench/bare.sql -D run=<number of this run> -D i=0
\set i :i + 1
\set object random(1, 10000)
\set hour random(1, 20000)
WITH booking AS (
  INSERT INTO bookings (id, kind, code, object_id, pickup_location_id, return_location_id,
                        date_start, date_end, blocked, time_zone, status, amount_minor, currency,
                        changed_by, changed_via, request_id, created_at, updated_at)
  SELECT (lpad(to_hex(:i::bigint), 8, '0') || '-0001-7000-8000-'
            || lpad(to_hex(:run::bigint * 1000 + :client_id::bigint), 12, '0'))::uuid, 'block',
         :run || '.' || :client_id || '.' || :i,
         ('00000000-0000-7000-9000-' || lpad(to_hex(:object::bigint), 12, '0'))::uuid,
         '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000002',
         t, t + interval '1 hour', tstzrange(t, t + interval '1 hour'), 'Europe/Moscow',
         'confirmed', 100000, 'RUB', 'user:00000000-0000-7000-a000-000000000001', 'api', 'bench',
         '2026-11-01Z', '2026-11-01Z'
  FROM (SELECT '2027-01-01 00:00:00+00'::timestamptz + :hour::integer * interval '1 hour' AS t) s
  ON CONFLICT ON CONSTRAINT bookings_no_overlap DO NOTHING
  RETURNING id
)
INSERT INTO outbox (id, type, aggregate_kind, aggregate_id, payload)
SELECT (lpad(to_hex(:i::bigint), 8, '0') || '-0003-7000-8000-'
          || lpad(to_hex(:run::bigint * 1000 + :client_id::bigint), 12, '0'))::uuid,
       'booking.created', 'booking', booking.id,
       jsonb_build_object('booking_id', booking.id)
FROM booking;
