-- The facts of a booking's pick-up and return, as far as they happened. Relies on handovers_pkey.
SELECT h.kind, h.happened_at, h.odometer_km, h.engine_hours_tenths, h.fuel_eighths,
       h.fuel_litres_tenths, h.note, to_json(h.photo_ids) AS photo_ids, h.changed_by
FROM handovers h
WHERE h.booking_id = $1::uuid;
