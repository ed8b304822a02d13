-- The creates that wait together, as one statement and one transaction: what create_booking.sql does
-- for one, for each element of the arrays; a row for each, in their order. Which creates may come
-- here: may_share_a_batch() in store/new_booking.cpp.
-- * Rows of `bookings` are inserted by object and start. A statement that waits for another one's row
--   then holds only rows before that one, so no ring of waiting statements closes, also with the
--   single statement between them. Without the order such batches deadlock at once. Of two that
--   overlap within a batch the earlier start wins.
-- * No row of `objects` is locked, so a hot object has no queue and the losers write nothing.
-- * An expected outcome is a row of the answer. An error ends the whole statement; the batcher then
--   sends each of its creates alone.
-- * Two requests of one key never come in one batch (CreateStore joins them before). Keys are tried
--   and never waited for; where another process' row came after our snapshot and its lock was gone,
--   the unique violation of idempotency_keys_pkey ends the batch, and the create alone finds the key.
-- * $36 and $37: the number of the request that a line belongs to, and its position there.
-- Relies on objects_pkey, customers_pkey, idempotency_keys_pkey.
WITH request AS MATERIALIZED (
  SELECT r.n, r.object_id, r.rate_version, r.customer_id, r.legal_entity_id, r.id, r.order_id, r.code,
         r.date_start, r.date_end, tstzrange(r.blocked_from, r.blocked_until, '[)') AS blocked,
         r.time_zone, r.status, r.hold_expires_at, r.amount_minor, r.deposit_minor,
         r.currency::char(3) AS currency, r.note, r.actor, r.channel, r.request_id, r.created_at,
         r.event_id, r.payload, r.key, r.request_sha256
  FROM unnest($1::uuid[], $2::integer[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[],
              $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[],
              $12::text[], $13::text[], $14::timestamptz[], $15::bigint[], $16::bigint[],
              $17::text[], $18::text[], $19::text[], $20::text[], $21::text[], $22::timestamptz[],
              $31::uuid[], $32::jsonb[], $33::text[], $35::bytea[])
         WITH ORDINALITY AS r (object_id, rate_version, customer_id, legal_entity_id, id, order_id,
                               code, date_start, date_end, blocked_from, blocked_until, time_zone,
                               status, hold_expires_at, amount_minor, deposit_minor, currency, note,
                               actor, channel, request_id, created_at, event_id, payload, key,
                               request_sha256, n)
), checked AS MATERIALIZED (
  SELECT r.n, r.id, o.id IS NOT NULL AS found, o.location_id,
         coalesce(o.rate_version = r.rate_version, false) AS fresh,
         c.id IS NOT NULL AS known_customer,
         c.id IS NOT NULL AND c.blocked_at IS NULL AND c.archived_at IS NULL AS welcome,
         k.resource_id AS known_id, k.request_sha256 = r.request_sha256 AS same,
         CASE
           WHEN r.key IS NULL THEN true
           WHEN k.resource_id IS NOT NULL THEN false
           ELSE pg_try_advisory_xact_lock(
                  hashtextextended(concat_ws(chr(31), r.actor, $34::text, r.key), 0))
         END AS mine
  FROM request r
  LEFT JOIN objects o ON o.id = r.object_id AND o.status = 'active' AND o.archived_at IS NULL
  LEFT JOIN customers c ON c.id = r.customer_id
  LEFT JOIN idempotency_keys k ON k.principal = r.actor AND k.route = $34::text AND k.key = r.key
), booking AS (
  INSERT INTO bookings (id, code, order_id, object_id, pickup_location_id, return_location_id,
                        date_start, date_end, blocked, time_zone, status, hold_expires_at,
                        amount_minor, deposit_minor, currency, note, rate_version,
                        changed_by, changed_via, request_id, created_at, updated_at)
  SELECT r.id, r.code, r.order_id, r.object_id, c.location_id, c.location_id,
         r.date_start, r.date_end, r.blocked, r.time_zone, r.status, r.hold_expires_at,
         r.amount_minor, r.deposit_minor, r.currency, r.note, r.rate_version,
         r.actor, r.channel, r.request_id, r.created_at, r.created_at
  FROM request r
  JOIN checked c ON c.n = r.n
  WHERE c.mine AND c.fresh AND c.welcome
    AND NOT (r.date_start < r.created_at + interval '4 hours' AND EXISTS (
          SELECT FROM bookings b
          WHERE b.object_id = r.object_id AND b.picked_up_at IS NOT NULL AND b.returned_at IS NULL
            AND b.status IN ('awaiting_payment', 'confirmed', 'paid')
            AND b.date_end < r.created_at))
  ORDER BY r.object_id, r.blocked, r.n
  ON CONFLICT ON CONSTRAINT bookings_no_overlap DO NOTHING
  RETURNING id
), won AS MATERIALIZED (
  SELECT r.n, r.id, r.order_id, r.customer_id, r.legal_entity_id, r.currency, r.amount_minor,
         r.actor, r.channel, r.created_at, r.event_id, r.payload, r.key, r.request_sha256
  FROM request r
  JOIN booking b ON b.id = r.id
), its_order AS (
  INSERT INTO orders (id, customer_id, legal_entity_id, currency, total_minor, channel, created_at)
  SELECT w.order_id, w.customer_id, w.legal_entity_id, w.currency, w.amount_minor, w.channel,
         w.created_at
  FROM won w
), lines AS (
  INSERT INTO booking_lines (booking_id, position, kind, title_ru, title_en, quantity,
                             unit_price_minor, amount_minor, rule_ru, rule_en)
  SELECT w.id, l.position, l.kind, l.title_ru, l.title_en, l.quantity_thousandths / 1000.0,
         l.unit_price_minor, l.amount_minor, l.rule_ru, l.rule_en
  FROM unnest($36::integer[], $37::integer[], $23::text[], $24::text[], $25::text[], $26::bigint[],
              $27::bigint[], $28::bigint[], $29::text[], $30::text[])
         AS l (n, position, kind, title_ru, title_en, quantity_thousandths, unit_price_minor,
               amount_minor, rule_ru, rule_en)
  JOIN won w ON w.n = l.n
), charge AS (
  INSERT INTO ledger_entries (order_id, booking_id, account, amount_minor, currency,
                              cause_kind, cause_id, created_at)
  SELECT w.order_id, w.id, 'charge', w.amount_minor, w.currency, 'booking', w.id, w.created_at
  FROM won w
), event AS (
  INSERT INTO outbox (id, type, aggregate_kind, aggregate_id, payload)
  SELECT w.event_id, 'booking.created', 'booking', w.id, w.payload
  FROM won w
), used_key AS (
  INSERT INTO idempotency_keys (principal, route, key, request_sha256, resource_id, created_at)
  SELECT w.actor, $34::text, w.key, w.request_sha256, w.id, w.created_at
  FROM won w
  WHERE w.key IS NOT NULL
  ORDER BY w.actor, w.key
)
SELECT CASE
         WHEN w.id IS NOT NULL THEN 'created'
         WHEN c.same THEN 'replay'
         WHEN c.known_id IS NOT NULL THEN 'mismatch'
         WHEN NOT c.mine THEN 'in_progress'
         WHEN NOT c.found THEN 'not_found'
         WHEN NOT c.known_customer THEN 'unknown_customer'
         WHEN NOT c.welcome THEN 'refused'
         WHEN NOT c.fresh THEN 'stale'
         ELSE 'taken'
       END AS outcome,
       c.known_id
FROM checked c
LEFT JOIN won w ON w.n = c.n
ORDER BY c.n;
