-- Bookings as the API shows them, lines and the object's name included. The lines have the shape of
-- rental::PriceLine, so that one JSON reader does. In no order: callers have their own.
-- Relies on bookings_pkey, booking_lines_pkey, orders_pkey, objects_pkey.
SELECT b.id, b.code, b.order_id, b.status, b.cancel_reason, b.object_id,
       o.type, o.name_ru, o.name_en, o.unit_label,
       b.date_start, b.date_end, b.time_zone, b.pickup_location_id,
       r.customer_id, r.channel,
       b.amount_minor, b.paid_minor, b.deposit_minor, b.currency,
       b.hold_expires_at, b.picked_up_at, b.returned_at,
       b.note, b.created_at, b.updated_at, b.version,
       (SELECT json_agg(json_build_object(
                 'kind', l.kind,
                 'title', json_build_object('ru', l.title_ru, 'en', l.title_en),
                 'quantity_thousandths', (l.quantity * 1000)::bigint,
                 'unit_price', json_build_object('amount_minor', l.unit_price_minor,
                                                 'currency', b.currency),
                 'amount', json_build_object('amount_minor', l.amount_minor,
                                             'currency', b.currency),
                 'rule', json_build_object('ru', l.rule_ru, 'en', l.rule_en)) ORDER BY l.position)
        FROM booking_lines l WHERE l.booking_id = b.id) AS lines
FROM bookings b
JOIN orders r ON r.id = b.order_id
JOIN objects o ON o.id = b.object_id
WHERE b.id = ANY ($1::uuid[]);
