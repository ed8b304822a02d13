-- What must hold whatever happened, as rows that break it: (rule, id). Empty is right. For tests and
-- for `prokat doctor`-like checks by hand; reads everything, so never on a request's path.
WITH ledger AS (
  SELECT e.order_id, e.booking_id,
         coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'charge'), 0)
           - coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'writeoff'), 0) AS charged,
         coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'payment'), 0)
           - coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'refund'), 0) AS paid
  FROM ledger_entries e
  GROUP BY e.order_id, e.booking_id
), rental AS (
  SELECT b.id, b.order_id, b.object_id, b.blocked, b.status, b.amount_minor, b.paid_minor, b.currency,
         b.cancel_fee_minor, b.cancel_reason, b.price_revision,
         coalesce(l.charged, 0) AS charged, coalesce(l.paid, 0) AS paid
  FROM bookings b
  LEFT JOIN ledger l ON l.booking_id = b.id
  WHERE b.kind = 'rental'
)
SELECT 'two bookings overlap' AS rule, b.id
FROM bookings a
JOIN bookings b ON b.object_id = a.object_id AND b.blocked && a.blocked AND b.id > a.id
WHERE a.status <> 'cancelled' AND b.status <> 'cancelled'
UNION ALL
SELECT 'paid is not the sum of the ledger', r.id FROM rental r WHERE r.paid_minor <> r.paid
UNION ALL
SELECT 'charges in force are not the amount', r.id FROM rental r
WHERE r.charged <> CASE r.status WHEN 'cancelled' THEN r.cancel_fee_minor ELSE r.amount_minor END
UNION ALL
SELECT 'lines in force do not add up to the amount', r.id FROM rental r
WHERE r.amount_minor IS DISTINCT FROM
      (SELECT sum(l.amount_minor) FROM booking_lines l
       WHERE l.booking_id = r.id
         AND (l.part IN ('charge', 'adjustment')
              OR l.part = 'price' AND l.price_revision = r.price_revision))
UNION ALL
SELECT 'the fee is not the cancellation''s line', r.id FROM rental r
WHERE r.cancel_fee_minor IS DISTINCT FROM
      (SELECT coalesce(sum(l.amount_minor), 0) FROM booking_lines l
       WHERE l.booking_id = r.id AND l.part = 'cancellation')
UNION ALL
SELECT 'a charge is not what its line says', c.booking_id FROM booking_charges c
JOIN booking_lines l ON l.booking_id = c.booking_id AND l.position = c.position
WHERE l.amount_minor <> c.amount_minor OR l.part <> 'charge'
UNION ALL
SELECT 'a hand-over is not the booking''s', h.booking_id FROM handovers h
JOIN bookings b ON b.id = h.booking_id
WHERE h.happened_at IS DISTINCT FROM
      CASE h.kind WHEN 'pickup' THEN b.picked_up_at ELSE b.returned_at END
UNION ALL
SELECT 'a hold is counted and is none', u.booking_id FROM unpaid_holds u
LEFT JOIN bookings b ON b.id = u.booking_id
WHERE b.status IS DISTINCT FROM 'awaiting_payment'
UNION ALL
SELECT 'the order''s total is not the sum of its charges', o.id FROM orders o
WHERE o.total_minor IS DISTINCT FROM
      (SELECT sum(r.charged) FROM rental r WHERE r.order_id = o.id)
UNION ALL
SELECT 'paid with money missing', r.id FROM rental r
WHERE r.status = 'paid' AND r.paid_minor < r.amount_minor
UNION ALL
SELECT 'all the money is there, and not paid', r.id FROM rental r
WHERE r.status IN ('awaiting_payment', 'confirmed') AND r.paid_minor >= r.amount_minor
UNION ALL
SELECT 'a ledger entry names a booking of another order', e.booking_id FROM ledger_entries e
LEFT JOIN bookings b ON b.id = e.booking_id
WHERE e.booking_id IS NOT NULL AND b.order_id IS DISTINCT FROM e.order_id
UNION ALL
SELECT 'two currencies in one order', o.id FROM orders o
WHERE EXISTS (SELECT FROM bookings b WHERE b.order_id = o.id AND b.currency <> o.currency)
   OR EXISTS (SELECT FROM ledger_entries e WHERE e.order_id = o.id AND e.currency <> o.currency)
UNION ALL
SELECT 'an order without a booking', o.id FROM orders o
WHERE NOT EXISTS (SELECT FROM bookings b WHERE b.order_id = o.id)
UNION ALL
SELECT 'a key without its booking', k.resource_id FROM idempotency_keys k
WHERE k.route = 'booking.create' AND NOT EXISTS (SELECT FROM bookings b WHERE b.id = k.resource_id)
-- What foreign keys would cost every create (docs/decisions/0020).
UNION ALL
SELECT 'a booking of no object', b.id FROM bookings b
WHERE NOT EXISTS (SELECT FROM objects o WHERE o.id = b.object_id)
UNION ALL
SELECT 'a booking of no order', b.id FROM bookings b
WHERE b.order_id IS NOT NULL AND NOT EXISTS (SELECT FROM orders o WHERE o.id = b.order_id)
UNION ALL
SELECT 'an order of no customer', o.id FROM orders o
WHERE NOT EXISTS (SELECT FROM customers c WHERE c.id = o.customer_id)
UNION ALL
SELECT 'a line of no booking', l.booking_id FROM booking_lines l
WHERE NOT EXISTS (SELECT FROM bookings b WHERE b.id = l.booking_id)
UNION ALL
SELECT 'a ledger entry of no order', e.order_id FROM ledger_entries e
WHERE NOT EXISTS (SELECT FROM orders o WHERE o.id = e.order_id)
UNION ALL
SELECT 'a code''s uses are not those of bookings in force', p.id FROM promo_codes p
WHERE (p.uses, p.spent_minor) <>
      (SELECT count(*)::integer, coalesce(sum(u.discount_minor), 0)::bigint FROM promo_uses u
       JOIN bookings b ON b.id = u.booking_id
       WHERE u.promo_code_id = p.id AND u.in_force AND b.status <> 'cancelled')
UNION ALL
SELECT 'a cancelled booking uses a code', u.booking_id FROM promo_uses u
JOIN bookings b ON b.id = u.booking_id
WHERE u.in_force AND b.status = 'cancelled'
UNION ALL
SELECT 'pieces are not promised as agreed', b.id FROM bookings b
JOIN booking_addons a ON a.booking_id = b.id AND a.limited AND a.quantity > 0
LEFT JOIN addon_reservations r ON r.booking_id = b.id AND r.addon_id = a.addon_id
WHERE CASE WHEN b.status = 'cancelled' THEN r.booking_id IS NOT NULL
           ELSE (r.quantity, r.blocked, r.location_id)
                IS DISTINCT FROM (a.quantity, b.blocked, b.pickup_location_id) END
UNION ALL
SELECT 'more pieces are promised than there are', m.addon_id
FROM (SELECT r.addon_id, r.location_id, lower(r.blocked) AS moment FROM addon_reservations r) m
JOIN addon_stocks s ON s.addon_id = m.addon_id AND (s.location_id IS NULL OR s.location_id = m.location_id)
WHERE s.quantity < (SELECT sum(o.quantity) FROM addon_reservations o
                    WHERE o.addon_id = m.addon_id AND o.blocked @> m.moment
                      AND (s.location_id IS NULL OR o.location_id = s.location_id));
