-- A whole create in one round trip and one implicit transaction: order, booking, price lines, charge, event, idempotency key. Nothing here relies on the
-- session, so that creates which wait together can later go as one statement.
-- * The exclusion constraint alone decides a race; ON CONFLICT names it, so that a clash of codes is not mistaken for taken dates. No row of `objects` is
--   locked: the loser of a race waits once for the winner's commit and writes nothing. Everything else is fed by the booking's RETURNING, and the foreign keys
--   that point at the order are checked when the statement ends.
-- * `rate_version` proves that the price was computed from the rate card in force.
-- * The key's row is written for winners only. A twin that is under way is recognised by the advisory lock, tried only where the key is not known yet.
--   The snapshot is older than the lock: whoever finds the dates taken looks the key up once more (find_key.sql), and a unique violation of the
--   key's row means the same.
-- Relies on objects_pkey, customers_pkey, idempotency_keys_pkey.
WITH known_key AS MATERIALIZED (
  SELECT k.resource_id, k.request_sha256 = $30::bytea AS same
  FROM idempotency_keys k
  WHERE $29::text IS NOT NULL AND k.principal = $27::text AND k.route = $28::text AND k.key = $29::text
), free_key AS MATERIALIZED (
  SELECT CASE
           WHEN $29::text IS NULL THEN true
           WHEN EXISTS (SELECT FROM known_key) THEN NULL
           ELSE pg_try_advisory_xact_lock(hashtextextended(concat_ws(chr(31), $27::text, $28::text, $29::text), 0))
         END AS mine
), object AS MATERIALIZED (
  SELECT o.id, o.location_id, o.rate_version = $2::integer AS fresh
  FROM objects o
  WHERE o.id = $1::uuid AND o.status = 'active' AND o.archived_at IS NULL
), customer AS MATERIALIZED (
  SELECT c.id, c.blocked_at IS NULL AND c.archived_at IS NULL AS welcome
  FROM customers c
  WHERE c.id = $3::uuid
), booking AS (
  INSERT INTO bookings (id, code, order_id, object_id, pickup_location_id, return_location_id, date_start, date_end, blocked, time_zone, status,
                        amount_minor, deposit_minor, currency, hold_expires_at, note, rate_version, changed_by, changed_via, request_id, created_at, updated_at)
  SELECT $4::uuid, $6::text, $5::uuid, object.id, object.location_id, object.location_id, $7::timestamptz, $8::timestamptz,
         tstzrange($9::timestamptz, $10::timestamptz, '[)'), $11::text, $12::text, $13::bigint, $14::bigint, $15::char(3), $16::timestamptz, $17::text, $2::integer,
         $18::text, $19::text, $20::text, $21::timestamptz, $21::timestamptz
  FROM object, customer, free_key
  WHERE object.fresh AND customer.welcome AND free_key.mine
  ON CONFLICT ON CONSTRAINT bookings_no_overlap DO NOTHING
  RETURNING id
), its_order AS (
  INSERT INTO orders (id, customer_id, legal_entity_id, currency, total_minor, channel, created_at)
  SELECT $5::uuid, $3::uuid, $22::uuid, $15::char(3), $13::bigint, $19::text, $21::timestamptz
  FROM booking
), lines AS (
  INSERT INTO booking_lines (booking_id, position, kind, title_ru, title_en, quantity, unit_price_minor, amount_minor, rule_ru, rule_en)
  SELECT booking.id, l.position, l.kind, l.title_ru, l.title_en, l.quantity, l.unit_price_minor, l.amount_minor, l.rule_ru, l.rule_en
  FROM booking,
       unnest($23::text[], $24::text[], $25::text[], $26::numeric[], $31::bigint[], $32::bigint[], $33::text[], $34::text[])
         WITH ORDINALITY AS l (kind, title_ru, title_en, quantity, unit_price_minor, amount_minor, rule_ru, rule_en, position)
), charge AS (
  INSERT INTO ledger_entries (order_id, booking_id, account, amount_minor, currency, cause_kind, cause_id, created_at)
  SELECT $5::uuid, booking.id, 'charge', $13::bigint, $15::char(3), 'booking', booking.id, $21::timestamptz
  FROM booking
), event AS (
  INSERT INTO outbox (id, type, aggregate_kind, aggregate_id, payload)
  SELECT $35::uuid, 'booking.created', 'booking', booking.id, $36::jsonb
  FROM booking
), used_key AS (
  INSERT INTO idempotency_keys (principal, route, key, request_sha256, resource_id, created_at)
  SELECT $27::text, $28::text, $29::text, $30::bytea, booking.id, $21::timestamptz
  FROM booking
  WHERE $29::text IS NOT NULL
)
SELECT CASE
         WHEN booking.id IS NOT NULL THEN 'created'
         WHEN known_key.same THEN 'replay'
         WHEN NOT known_key.same THEN 'mismatch'
         WHEN NOT free_key.mine THEN 'in_progress'
         WHEN object.id IS NULL THEN 'not_found'
         WHEN customer.id IS NULL THEN 'unknown_customer'
         WHEN NOT customer.welcome THEN 'refused'
         WHEN NOT object.fresh THEN 'stale'
         ELSE 'taken'
       END AS outcome,
       known_key.resource_id AS replayed_id
FROM free_key
LEFT JOIN known_key ON true
LEFT JOIN object ON true
LEFT JOIN customer ON true
LEFT JOIN booking ON true;
