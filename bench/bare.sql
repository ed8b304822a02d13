-- The floor under a create, for pgbench: one insert that the exclusion constraint decides, one outbox
-- row, one audit row, in one statement on the tables of bench/bare_schema.sql. Keep it as it is: what
-- a create costs is measured against it.
\set i :i + 1
\set object random(1, 10000)
\set customer random(1, 10000)
\set hour random(1, 20000)
WITH booking AS (
  INSERT INTO bare_bookings (id, object_id, customer_id, period, status, amount_minor, created_at)
  SELECT (lpad(to_hex(:run::bigint * 1048576 + :i::bigint), 8, '0') || '-0001-7000-8000-'
            || lpad(to_hex(:client_id::bigint), 12, '0'))::uuid,
         ('00000000-0000-7000-9000-' || lpad(to_hex(:object::bigint), 12, '0'))::uuid,
         ('00000000-0000-7000-a000-' || lpad(to_hex(:customer::bigint), 12, '0'))::uuid,
         tstzrange(s.t, s.t + interval '1 hour'), 'awaiting_payment', 100000, '2026-11-01Z'
  FROM (SELECT '2027-01-01 00:00:00+00'::timestamptz + :hour::integer * interval '1 hour' AS t) s
  ON CONFLICT ON CONSTRAINT bare_bookings_no_overlap DO NOTHING
  RETURNING id, object_id, customer_id
), event AS (
  INSERT INTO bare_outbox (id, type, payload)
  SELECT (lpad(to_hex(:run::bigint * 1048576 + :i::bigint), 8, '0') || '-0003-7000-8000-'
            || lpad(to_hex(:client_id::bigint), 12, '0'))::uuid,
         'booking.created',
         jsonb_build_object('booking_id', id, 'object_id', object_id, 'customer_id', customer_id)
  FROM booking
)
INSERT INTO bare_audit (row_id, actor, action, after)
SELECT id, 'user:00000000-0000-7000-a000-000000000001', 'insert',
       jsonb_build_object('id', id, 'object_id', object_id, 'customer_id', customer_id,
                          'status', 'awaiting_payment', 'amount_minor', 100000)
FROM booking;
