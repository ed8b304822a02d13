-- What a return is settled by: the type's rules, how the rental was counted and what its rent came
-- to. Relies on bookings_pkey, booking_lines_pkey, objects_pkey, object_types_pkey.
SELECT t.settlement, t.rental_unit, b.currency, b.date_start, b.date_end, b.returned_at,
       b.deposit_minor,
       coalesce(sum(l.quantity) * 1000, 0)::bigint AS units_thousandths,
       coalesce(sum(l.amount_minor), 0)::bigint AS rent_minor
FROM bookings b
JOIN objects o ON o.id = b.object_id
JOIN object_types t ON t.code = o.type
LEFT JOIN booking_lines l ON l.booking_id = b.id AND l.kind = 'rental' AND l.part = 'price'
                         AND l.price_revision = b.price_revision
WHERE b.id = $1::uuid
GROUP BY b.id, t.code;
