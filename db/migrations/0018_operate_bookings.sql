-- What a booking goes through after it was made: changes, cancellation with a fee, handing out and taking back, charges; and what customers may hold unpaid.

-- Copied when the booking is made, so that later changes of the rules do not touch it: {"cancellation": rental::CancellationPolicy, "addons": [chosen],
-- "promo": rental::PromoTerms}. '{}' (bookings from before): everything back until the start.
ALTER TABLE bookings
  ADD COLUMN terms jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN price_revision integer NOT NULL DEFAULT 1,   -- which of its pricings is in force
  ADD COLUMN cancel_fee_minor bigint NOT NULL DEFAULT 0 CHECK (cancel_fee_minor >= 0),
  ADD COLUMN cancel_note text NOT NULL DEFAULT '',
  ADD CONSTRAINT bookings_fee_of_cancelled CHECK (cancel_fee_minor = 0 OR status = 'cancelled');

-- A rental that came back early no longer blocks what it had booked; one that came back late blocks more, up to the next booking.
ALTER TABLE bookings DROP CONSTRAINT bookings_period;
ALTER TABLE bookings ADD CONSTRAINT bookings_period CHECK (date_start < date_end AND NOT isempty(blocked) AND blocked @> date_start
  AND (returned_at IS NOT NULL OR blocked @> tstzrange(date_start, date_end, '[)')));
ALTER TABLE bookings ADD CONSTRAINT bookings_return_after_pickup CHECK (returned_at IS NULL OR returned_at >= picked_up_at);

-- What the worker that completes bookings looks through: what was returned just now, and blocks.
CREATE INDEX bookings_returned ON bookings (blocked_until)
  WHERE (returned_at IS NOT NULL OR kind = 'block') AND status IN ('confirmed', 'paid');
-- Lists for operators, sorted by these; and one object's history.
CREATE INDEX bookings_created ON bookings (created_at, id);
CREATE INDEX bookings_amount ON bookings (amount_minor, id);
CREATE INDEX bookings_object ON bookings (object_id, date_start);
CREATE INDEX orders_created ON orders (created_at, id);
CREATE INDEX bookings_note_words ON bookings USING gin (to_tsvector('simple', note)) WHERE note <> '';

-- Lines are never changed, only joined by more. Of the lines of the price those of bookings.price_revision are in force, and the earlier ones show what it was;
-- charges and adjustments stand through every revision; the cancellation's line is in force when the booking is cancelled, alone.
ALTER TABLE booking_lines
  ADD COLUMN part text NOT NULL DEFAULT 'price' CHECK (part IN ('price', 'charge', 'adjustment', 'cancellation')),
  ADD COLUMN price_revision integer NOT NULL DEFAULT 1;
CREATE TRIGGER booking_lines_append_only BEFORE UPDATE OR DELETE ON booking_lines FOR EACH ROW EXECUTE FUNCTION forbid_change();

-- Why the total is what it is, for the customer and the desk: one row for each change of a booking after it was made.
CREATE TABLE booking_changes (
  id uuid PRIMARY KEY,
  booking_id uuid NOT NULL REFERENCES bookings,
  kind text NOT NULL CHECK (kind IN ('changed', 'extended', 'charged', 'adjusted', 'cancelled')),
  price_revision integer NOT NULL,         -- in force afterwards
  difference_minor bigint NOT NULL,        -- what the total became more or less by
  total_minor bigint NOT NULL,             -- what it became
  was_object_id uuid,                      -- before the change, where dates or unit changed
  was_start timestamptz,
  was_end timestamptz,
  note text NOT NULL DEFAULT '',           -- an operator's reason
  actor text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX booking_changes_booking ON booking_changes (booking_id, created_at);

-- The facts of handing out and taking back, once each.
CREATE TABLE handovers (
  booking_id uuid NOT NULL REFERENCES bookings,
  kind text NOT NULL CHECK (kind IN ('pickup', 'return')),
  happened_at timestamptz NOT NULL,
  odometer_km integer CHECK (odometer_km BETWEEN 0 AND 9999999),
  engine_hours_tenths integer CHECK (engine_hours_tenths BETWEEN 0 AND 9999999),
  fuel_eighths smallint CHECK (fuel_eighths BETWEEN 0 AND 8),
  fuel_litres_tenths integer CHECK (fuel_litres_tenths BETWEEN 0 AND 99999),
  note text NOT NULL DEFAULT '',
  photo_ids uuid[] NOT NULL DEFAULT '{}',
  version integer NOT NULL DEFAULT 1,
  changed_by text,
  changed_via text,
  request_id text,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (booking_id, kind)
);
CREATE TRIGGER handovers_audit AFTER INSERT OR UPDATE OR DELETE ON handovers FOR EACH ROW EXECUTE FUNCTION audit_row('booking_id', 'kind');

-- What a rental came to cost beyond its price: each a line (`position`) with its measurement and its entry in the ledger.
CREATE TABLE booking_charges (
  id uuid PRIMARY KEY,
  booking_id uuid NOT NULL REFERENCES bookings,
  position integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('mileage', 'engine_hours', 'late', 'fuel', 'cleaning', 'damage', 'fine', 'other')),
  quantity numeric(12, 3) NOT NULL CHECK (quantity > 0),
  unit_price_minor bigint NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency char(3) NOT NULL,
  note text NOT NULL DEFAULT '',
  photo_ids uuid[] NOT NULL DEFAULT '{}',
  version integer NOT NULL DEFAULT 1,
  changed_by text,
  changed_via text,
  request_id text,
  created_at timestamptz NOT NULL,
  FOREIGN KEY (booking_id, position) REFERENCES booking_lines (booking_id, position)
);
CREATE INDEX booking_charges_booking ON booking_charges (booking_id, position);
CREATE TRIGGER booking_charges_audit AFTER INSERT OR UPDATE OR DELETE ON booking_charges FOR EACH ROW EXECUTE FUNCTION audit_row();

-- How a return is settled, by type; booking::SettlementRules. Only suggestions come of it: a person decides what is charged.
ALTER TABLE object_types ADD COLUMN settlement jsonb NOT NULL DEFAULT '{}';

-- Which unpaid holds of customers' own count against their limit. A row for each, so that giving one back waits for nobody: a counter would be a row that
-- creates, payments and expiry of one customer lock in different orders. `slot` is the counter: 1 .. slots_max, by the key never twice.
CREATE TABLE unpaid_holds (
  customer_id uuid NOT NULL,
  slot integer NOT NULL,
  slots_max integer NOT NULL,
  object_id uuid NOT NULL,
  booking_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (customer_id, slot),
  CONSTRAINT unpaid_holds_limit CHECK (slot BETWEEN 1 AND slots_max),
  CONSTRAINT unpaid_holds_object UNIQUE (customer_id, object_id)
);
CREATE UNIQUE INDEX unpaid_holds_booking ON unpaid_holds (booking_id);

-- Whatever ends a hold (payment, expiry, cancelling, an operator, psql) gives it back.
CREATE FUNCTION unpaid_holds_give_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM unpaid_holds WHERE booking_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER bookings_give_back_hold AFTER UPDATE OF status ON bookings FOR EACH ROW
  WHEN (OLD.status = 'awaiting_payment' AND NEW.status <> 'awaiting_payment') EXECUTE FUNCTION unpaid_holds_give_back();

-- The filters of the list of bookings, once for all its orders. One expression without subqueries, so that the planner takes it in.
CREATE FUNCTION booking_fits(b bookings, o objects, r orders, statuses text[], object_type text, object_id uuid, model_id uuid, location_id uuid,
                             customer_id uuid, order_id uuid, ends_after timestamptz, starts_before timestamptz, created_from timestamptz,
                             created_until timestamptz, channel text, unpaid boolean, stage text, at_time timestamptz)
RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT b.kind = 'rental'
    AND (statuses IS NULL OR b.status = ANY (statuses))
    AND (object_type IS NULL OR o.type = object_type)
    AND (booking_fits.object_id IS NULL OR b.object_id = booking_fits.object_id)
    AND (booking_fits.model_id IS NULL OR o.model_id = booking_fits.model_id)
    AND (booking_fits.location_id IS NULL OR b.pickup_location_id = booking_fits.location_id)
    AND (booking_fits.customer_id IS NULL OR r.customer_id = booking_fits.customer_id)
    AND (booking_fits.order_id IS NULL OR b.order_id = booking_fits.order_id)
    AND (ends_after IS NULL OR b.date_end > ends_after)
    AND (starts_before IS NULL OR b.date_start < starts_before)
    AND (created_from IS NULL OR b.created_at >= created_from)
    AND (created_until IS NULL OR b.created_at < created_until)
    AND (booking_fits.channel IS NULL OR r.channel = booking_fits.channel)
    AND (unpaid IS NULL OR unpaid = (CASE b.status WHEN 'cancelled' THEN b.cancel_fee_minor ELSE b.amount_minor END > b.paid_minor))
    AND (stage IS NULL OR stage = CASE WHEN b.returned_at IS NOT NULL THEN 'returned'
                                       WHEN b.picked_up_at IS NOT NULL THEN CASE WHEN at_time > b.date_end THEN 'overdue' ELSE 'out' END
                                       WHEN b.status IN ('cancelled', 'completed') THEN ''
                                       WHEN at_time >= b.date_start THEN 'due_out' ELSE 'upcoming' END)
$$;
