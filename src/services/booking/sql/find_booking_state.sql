-- What a change of a booking is planned on, read without a lock: the change itself takes the lock and
-- sees by the version whether this was still so. extras_minor: what stands beside the price through
-- every repricing. Relies on bookings_pkey, booking_lines_pkey.
SELECT b.id, b.order_id, b.object_id, r.customer_id, r.channel, b.status, b.cancel_reason,
       b.amount_minor, b.paid_minor, b.currency, b.version,
       b.date_start, b.date_end, b.blocked_from, b.blocked_until, b.time_zone,
       b.picked_up_at, b.returned_at, b.cancel_fee_minor, b.price_revision, b.created_at, b.terms, b.note,
       (SELECT coalesce(sum(l.amount_minor), 0)::bigint FROM booking_lines l
        WHERE l.booking_id = b.id AND l.part IN ('charge', 'adjustment')) AS extras_minor
FROM bookings b
JOIN orders r ON r.id = b.order_id
WHERE b.id = $1::uuid;
