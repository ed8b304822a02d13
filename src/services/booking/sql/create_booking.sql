-- A whole create in one round trip and one implicit transaction: order, booking, price lines,
-- charge, event, idempotency key. Nothing here relies on the session, so that creates which wait
-- together can later go as one statement.
-- * The exclusion constraint alone decides a race; ON CONFLICT names it, so that a clash of codes is
--   not mistaken for taken dates. No row of `objects` is locked: the loser of a race waits once for
--   the winner's commit and writes nothing. Everything else is fed by the booking's RETURNING; the
--   foreign keys that point at the order are checked when the statement ends.
-- * An object that is out although its rental is over is not given to a start within four hours
--   (rental::overdue_grace), as search does not offer it then. Index bookings_out.
-- * $2, the rate version, proves that the price was computed from the rate card in force.
-- * The key's row is written for winners only. A twin that is under way is recognised by the
--   advisory lock, which is tried only for a key that is not known yet. The snapshot is older than
--   the lock: whoever finds the dates taken looks the key up once more (find_key.sql), and a unique
--   violation of idempotency_keys_pkey is the same news.
-- Relies on objects_pkey, customers_pkey, idempotency_keys_pkey.
WITH known_key AS MATERIALIZED (
  SELECT k.resource_id, k.request_sha256 = $35::bytea AS same
  FROM idempotency_keys k
  WHERE $33::text IS NOT NULL AND k.principal = $19::text AND k.route = $34::text AND k.key = $33::text
), free_key AS MATERIALIZED (
  SELECT CASE
           WHEN $33::text IS NULL THEN true
           WHEN EXISTS (SELECT FROM known_key) THEN NULL
           ELSE pg_try_advisory_xact_lock(
                  hashtextextended(concat_ws(chr(31), $19::text, $34::text, $33::text), 0))
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
  INSERT INTO bookings (id, code, order_id, object_id, pickup_location_id, return_location_id,
                        date_start, date_end, blocked, time_zone, status, hold_expires_at,
                        amount_minor, deposit_minor, currency, note, rate_version,
                        changed_by, changed_via, request_id, created_at, updated_at)
  SELECT $5::uuid, $7::text, $6::uuid, object.id, object.location_id, object.location_id,
         $8::timestamptz, $9::timestamptz, tstzrange($10::timestamptz, $11::timestamptz, '[)'),
         $12::text, $13::text, $14::timestamptz,
         $15::bigint, $16::bigint, $17::char(3), $18::text, $2::integer,
         $19::text, $20::text, $21::text, $22::timestamptz, $22::timestamptz
  FROM object, customer, free_key
  WHERE object.fresh AND customer.welcome AND free_key.mine
    AND NOT ($8::timestamptz < $22::timestamptz + interval '4 hours' AND EXISTS (
          SELECT FROM bookings b
          WHERE b.object_id = $1::uuid AND b.picked_up_at IS NOT NULL AND b.returned_at IS NULL
            AND b.status IN ('awaiting_payment', 'confirmed', 'paid')
            AND b.date_end < $22::timestamptz))
  ON CONFLICT ON CONSTRAINT bookings_no_overlap DO NOTHING
  RETURNING id
), its_order AS (
  INSERT INTO orders (id, customer_id, legal_entity_id, currency, total_minor, channel, created_at)
  SELECT $6::uuid, $3::uuid, $4::uuid, $17::char(3), $15::bigint, $20::text, $22::timestamptz
  FROM booking
), lines AS (
  INSERT INTO booking_lines (booking_id, position, kind, title_ru, title_en, quantity,
                             unit_price_minor, amount_minor, rule_ru, rule_en)
  SELECT booking.id, l.position, l.kind, l.title_ru, l.title_en, l.quantity_thousandths / 1000.0,
         l.unit_price_minor, l.amount_minor, l.rule_ru, l.rule_en
  FROM booking,
       unnest($23::text[], $24::text[], $25::text[], $26::bigint[],
              $27::bigint[], $28::bigint[], $29::text[], $30::text[])
         WITH ORDINALITY AS l (kind, title_ru, title_en, quantity_thousandths,
                               unit_price_minor, amount_minor, rule_ru, rule_en, position)
), charge AS (
  INSERT INTO ledger_entries (order_id, booking_id, account, amount_minor, currency,
                              cause_kind, cause_id, created_at)
  SELECT $6::uuid, booking.id, 'charge', $15::bigint, $17::char(3), 'booking', booking.id,
         $22::timestamptz
  FROM booking
), event AS (
  INSERT INTO outbox (id, type, aggregate_kind, aggregate_id, payload)
  SELECT $31::uuid, 'booking.created', 'booking', booking.id, $32::jsonb
  FROM booking
), used_key AS (
  INSERT INTO idempotency_keys (principal, route, key, request_sha256, resource_id, created_at)
  SELECT $19::text, $34::text, $33::text, $35::bytea, booking.id, $22::timestamptz
  FROM booking
  WHERE $33::text IS NOT NULL
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
       known_key.resource_id AS known_id
FROM free_key
LEFT JOIN known_key ON true
LEFT JOIN object ON true
LEFT JOIN customer ON true
LEFT JOIN booking ON true;
