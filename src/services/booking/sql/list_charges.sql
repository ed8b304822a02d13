-- A booking's charges, in the order they were made. Relies on booking_charges_booking.
SELECT c.id, c.booking_id, c.kind, (c.quantity * 1000)::bigint AS quantity_thousandths,
       c.unit_price_minor, c.amount_minor, c.currency, c.note, to_json(c.photo_ids) AS photo_ids,
       c.created_at
FROM booking_charges c
WHERE c.booking_id = $1::uuid
ORDER BY c.position;
