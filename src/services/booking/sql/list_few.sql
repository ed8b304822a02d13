-- A page of bookings that come from a narrow source: one customer's, order's, unit's or model's, those
-- that a search names (a code, words of the note, a customer's phone), or the live ones. The source is
-- read by its index whatever the order, and sorted; the generic plan of a statement with all of them
-- as optional filters would walk everybody's bookings. A source that is not asked for is NULL and
-- costs nothing. OFFSET 0 keeps the planner from turning the join round and reading all bookings for
-- filters it takes to be sharp. $19: the sort, $20: falling; $1 and $21 are the position in it, for code and for the rest.
-- $22..$29 are the sources; $30: only those at risk.
-- Relies on orders_customer, bookings_order, bookings_object, objects_model, bookings_code,
-- bookings_note_words, identities_value, bookings_live.
WITH source AS MATERIALIZED (
  SELECT b.id FROM orders c JOIN bookings b ON b.order_id = c.id WHERE c.customer_id = $22::uuid
  UNION
  SELECT b.id FROM bookings b WHERE b.order_id = $23::uuid
  UNION
  SELECT b.id FROM bookings b WHERE b.object_id = $24::uuid
  UNION
  SELECT b.id FROM objects u JOIN bookings b ON b.object_id = u.id WHERE u.model_id = $25::uuid
  UNION
  SELECT b.id FROM bookings b WHERE b.code = $26::text
  UNION
  SELECT b.id FROM bookings b
  WHERE b.note <> '' AND to_tsvector('simple', b.note) @@ plainto_tsquery('simple', $27::text)
  UNION
  SELECT b.id
  FROM identities i
  JOIN orders c ON c.customer_id = i.customer_id
  JOIN bookings b ON b.order_id = c.id
  WHERE i.kind = 'phone' AND i.value = $28::text
  UNION
  SELECT b.id FROM bookings b
  WHERE $29::boolean AND b.status IN ('awaiting_payment', 'confirmed', 'paid')
), fit AS (
  SELECT s.id,
         CASE WHEN $19::text = 'code' THEN (b).code ELSE '' END AS code,
         CASE $19::text WHEN 'start' THEN (extract(epoch FROM (b).date_start) * 1000000)::bigint
                        WHEN 'created' THEN (extract(epoch FROM (b).created_at) * 1000000)::bigint
                        WHEN 'total' THEN (b).amount_minor
                        ELSE 0 END AS position
  FROM source s
  CROSS JOIN LATERAL (SELECT row AS b FROM bookings row WHERE row.id = s.id OFFSET 0) found
  JOIN orders r ON r.id = (b).order_id
  JOIN objects o ON o.id = (b).object_id
  LEFT JOIN LATERAL (
    SELECT p.picked_up_at, p.returned_at, p.date_end
    FROM bookings p
    WHERE $30::boolean AND p.object_id = (b).object_id AND p.blocked_from < (b).blocked_from
      AND p.status IN ('awaiting_payment', 'confirmed', 'paid')
    ORDER BY p.blocked_from DESC
    LIMIT 1
  ) before ON true
  WHERE booking_fits(b, o, r, $4::text[], $5::text, $6::uuid, $7::uuid, $8::uuid, $9::uuid, $10::uuid,
                   $11::timestamptz, $12::timestamptz, $13::timestamptz, $14::timestamptz,
                   $15::text, $16::boolean, $17::text, $18::timestamptz)
    AND (NOT $30::boolean
         OR (b).status IN ('awaiting_payment', 'confirmed', 'paid') AND (b).picked_up_at IS NULL
            AND before.picked_up_at IS NOT NULL
            AND CASE WHEN before.returned_at IS NULL THEN before.date_end < $18::timestamptz
                     ELSE before.returned_at + o.buffer_after_minutes * interval '1 minute'
                          > (b).blocked_from END)
)
SELECT f.id, f.code, f.position
FROM fit f
WHERE CASE WHEN $20::boolean THEN (f.position, f.code, f.id) < ($21::bigint, $1::text, $2::uuid)
           ELSE (f.position, f.code, f.id) > ($21::bigint, $1::text, $2::uuid) END
ORDER BY CASE WHEN $20::boolean THEN -f.position ELSE f.position END,
         CASE WHEN $20::boolean THEN NULL ELSE f.code END,
         CASE WHEN $20::boolean THEN f.code END DESC,
         CASE WHEN $20::boolean THEN NULL ELSE f.id END,
         CASE WHEN $20::boolean THEN f.id END DESC
LIMIT $3::integer;
