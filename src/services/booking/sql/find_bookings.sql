-- Bookings as the API shows them, the lines in force, what changed since and the object's name
-- included. The lines have the shape of rental::PriceLine, so that one JSON reader does. In no order:
-- callers have their own. $2 (now) decides what is at risk: the rental before this one on its unit is
-- out although it should be back, or came back so late that there is no time to prepare.
-- Relies on bookings_pkey, booking_lines_pkey, orders_pkey, objects_pkey, booking_changes_booking,
-- bookings_live, booking_addons_pkey, promo_uses_pkey.
SELECT b.id, b.code, b.order_id, b.status, b.cancel_reason, b.object_id,
       o.type, o.name_ru, o.name_en, o.unit_label,
       b.date_start, b.date_end, b.time_zone, b.pickup_location_id,
       r.customer_id, r.channel,
       b.amount_minor, b.paid_minor, b.deposit_minor, b.currency,
       b.hold_expires_at, b.picked_up_at, b.returned_at,
       b.note, b.created_at, b.updated_at, b.version, r.code AS order_code,
       b.cancel_fee_minor, b.cancel_note,
       coalesce(b.status IN ('awaiting_payment', 'confirmed', 'paid') AND b.picked_up_at IS NULL
                AND before.picked_up_at IS NOT NULL
                AND CASE WHEN before.returned_at IS NULL THEN before.date_end < $2::timestamptz
                         ELSE before.returned_at + o.buffer_after_minutes * interval '1 minute'
                              > b.blocked_from END, false) AS at_risk,
       (SELECT json_agg(json_build_object(
                 'kind', l.kind,
                 'title', json_build_object('ru', l.title_ru, 'en', l.title_en),
                 'quantity_thousandths', (l.quantity * 1000)::bigint,
                 'unit_price', json_build_object('amount_minor', l.unit_price_minor,
                                                 'currency', b.currency),
                 'amount', json_build_object('amount_minor', l.amount_minor,
                                             'currency', b.currency),
                 'rule', json_build_object('ru', l.rule_ru, 'en', l.rule_en)) ORDER BY l.position)
        FROM booking_lines l
        WHERE l.booking_id = b.id
          AND (l.part IN ('charge', 'adjustment')
               OR l.part = 'price' AND l.price_revision = b.price_revision)) AS lines,
       (SELECT json_agg(json_build_object(
                 'kind', c.kind,
                 'difference', json_build_object('amount_minor', c.difference_minor,
                                                 'currency', b.currency),
                 'total', json_build_object('amount_minor', c.total_minor,
                                            'currency', b.currency),
                 'was_object_id', c.was_object_id,
                 'was_start', to_char(c.was_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                 'was_end', to_char(c.was_end AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                 'note', c.note,
                 'at', to_char(c.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
               ORDER BY c.created_at, c.id)
        FROM booking_changes c WHERE c.booking_id = b.id) AS changes,
       (SELECT coalesce(json_agg(json_build_object(
                 'addon_id', a.addon_id, 'quantity', a.quantity,
                 'name', json_build_object('ru', a.name_ru, 'en', a.name_en)) ORDER BY a.position), '[]')
        FROM booking_addons a WHERE a.booking_id = b.id) AS addons,
       (SELECT p.code FROM promo_uses u JOIN promo_codes p ON p.id = u.promo_code_id
        WHERE u.booking_id = b.id) AS promo_code,
       b.taxes
FROM bookings b
JOIN orders r ON r.id = b.order_id
JOIN objects o ON o.id = b.object_id
LEFT JOIN LATERAL (
  SELECT p.picked_up_at, p.returned_at, p.date_end
  FROM bookings p
  WHERE p.object_id = b.object_id AND p.blocked_from < b.blocked_from
    AND p.status IN ('awaiting_payment', 'confirmed', 'paid')
  ORDER BY p.blocked_from DESC
  LIMIT 1
) before ON true
WHERE b.id = ANY ($1::uuid[]);
