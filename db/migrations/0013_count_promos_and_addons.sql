-- What a booking takes besides dates: promo uses, and pieces of add-ons of which there are only so many. Both are counted here, by triggers on the rows that say who has
-- taken what, so that no use case can forget to count, and none to give back: a create, a change, an order of five units and psql all pass the same gate.
--
-- How a count holds in a race. The trigger first locks the one row everybody who wants the same thing has to lock (addon_stocks, promo_codes) and then looks. A plpgsql
-- function takes a new snapshot for each of its statements (READ COMMITTED), so what it counts after the lock includes the winner it has waited for; a statement that
-- locks and counts at once would not see him.
--
-- The order of locks of a whole transaction, for everybody who takes more than one: rows of `objects` by id, then all bookings (their exclusion constraint may wait),
-- then stocks by add-on, then promo codes by id. Whoever waits for dates holds no stock, so no ring closes.

ALTER TABLE bookings ADD COLUMN taxes jsonb NOT NULL DEFAULT '[]';   -- rental::TaxPart: what of the amount is tax

-- ---------------------------------------------------------------------------------------------------------------- promo codes

CREATE TABLE promo_codes (
  id uuid PRIMARY KEY,
  code text NOT NULL,                      -- as people read it; compared without case
  name_ru text NOT NULL,
  name_en text NOT NULL DEFAULT '',
  percent_thousandths integer NOT NULL DEFAULT 0 CHECK (percent_thousandths BETWEEN 0 AND 100000),
  amount_minor bigint NOT NULL DEFAULT 0 CHECK (amount_minor >= 0),   -- instead of a percentage
  currency char(3) NOT NULL,
  discount_max_minor bigint CHECK (discount_max_minor >= 0),
  covers_addons boolean NOT NULL DEFAULT false,
  units_min integer NOT NULL DEFAULT 1 CHECK (units_min >= 1),
  object_types text[] NOT NULL DEFAULT '{}',   -- empty: all types
  starts_from date,                        -- of the rental, both included
  starts_until date,
  valid_from timestamptz,                  -- of the booking, the end excluded
  valid_until timestamptz,
  max_uses integer CHECK (max_uses >= 0),
  customer_uses_max integer CHECK (customer_uses_max >= 1),
  budget_minor bigint CHECK (budget_minor >= 0),
  uses integer NOT NULL DEFAULT 0 CHECK (uses >= 0),
  spent_minor bigint NOT NULL DEFAULT 0 CHECK (spent_minor >= 0),
  version integer NOT NULL DEFAULT 1,
  changed_by text,
  changed_via text,
  request_id text,
  created_at timestamptz NOT NULL,
  archived_at timestamptz,
  CONSTRAINT promo_codes_one_discount CHECK ((percent_thousandths > 0) <> (amount_minor > 0)),
  CONSTRAINT promo_codes_starts CHECK (starts_from <= starts_until),
  CONSTRAINT promo_codes_valid CHECK (valid_from < valid_until),
  CONSTRAINT promo_codes_uses CHECK (uses <= max_uses),
  CONSTRAINT promo_codes_budget CHECK (spent_minor <= budget_minor)
);
CREATE UNIQUE INDEX promo_codes_code ON promo_codes (lower(code)) WHERE archived_at IS NULL;
CREATE TRIGGER promo_codes_forbid_delete BEFORE DELETE ON promo_codes FOR EACH ROW EXECUTE FUNCTION forbid_delete();

-- A booking's use of a code. `in_force` falls when the booking is cancelled and rises when it is revived. No foreign key to the code: every create would share one row's lock.
CREATE TABLE promo_uses (
  booking_id uuid PRIMARY KEY REFERENCES bookings,
  promo_code_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  terms_version integer NOT NULL,          -- promo_codes.version that the discount was computed from
  discount_minor bigint NOT NULL CHECK (discount_minor >= 0),
  in_force boolean NOT NULL DEFAULT true
);
CREATE INDEX promo_uses_customer ON promo_uses (promo_code_id, customer_id) WHERE in_force;

CREATE FUNCTION promo_uses_count() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  customer_max integer;
BEGIN
  IF TG_OP = 'UPDATE' AND NOT NEW.in_force AND NOT OLD.in_force THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' AND NOT NEW.in_force THEN
    UPDATE promo_codes SET uses = uses - 1, spent_minor = spent_minor - OLD.discount_minor WHERE id = OLD.promo_code_id;
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.in_force THEN   -- the booking was changed, and with it what the code takes off
    UPDATE promo_codes SET spent_minor = spent_minor + NEW.discount_minor - OLD.discount_minor WHERE id = NEW.promo_code_id;
    RETURN NULL;
  END IF;
  UPDATE promo_codes SET uses = uses + 1, spent_minor = spent_minor + NEW.discount_minor
  WHERE id = NEW.promo_code_id AND (TG_OP = 'UPDATE' OR (version = NEW.terms_version AND archived_at IS NULL))
  RETURNING customer_uses_max INTO customer_max;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the promo code has other terms by now' USING ERRCODE = 'check_violation', CONSTRAINT = 'promo_uses_terms';
  END IF;
  IF customer_max < (SELECT count(*) FROM promo_uses u WHERE u.promo_code_id = NEW.promo_code_id AND u.customer_id = NEW.customer_id AND u.in_force) THEN
    RAISE EXCEPTION 'the customer has used this promo code' USING ERRCODE = 'check_violation', CONSTRAINT = 'promo_uses_customer';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER promo_uses_take AFTER INSERT ON promo_uses FOR EACH ROW WHEN (NEW.in_force) EXECUTE FUNCTION promo_uses_count();
CREATE TRIGGER promo_uses_turn AFTER UPDATE ON promo_uses FOR EACH ROW WHEN ((OLD.in_force, OLD.discount_minor) <> (NEW.in_force, NEW.discount_minor))
  EXECUTE FUNCTION promo_uses_count();

-- ---------------------------------------------------------------------------------------------------------------- add-ons of bookings

-- What was agreed: stays as it is when the booking is cancelled. No foreign key to the add-on, as above.
CREATE TABLE booking_addons (
  booking_id uuid NOT NULL REFERENCES bookings,
  addon_id uuid NOT NULL,
  position integer NOT NULL,
  quantity integer NOT NULL CHECK (quantity >= 0),   -- 0: measured at the return
  name_ru text NOT NULL,
  name_en text NOT NULL,
  charge text NOT NULL,
  price_minor bigint NOT NULL,             -- of one unit, as agreed; what is measured at the return is charged by it
  limited boolean NOT NULL,                -- there was a stock: addon_reservations has its share
  PRIMARY KEY (booking_id, addon_id)
);

-- Pieces that are out or promised, for as long as their booking blocks its object.
CREATE TABLE addon_reservations (
  booking_id uuid NOT NULL REFERENCES bookings,
  addon_id uuid NOT NULL,
  location_id uuid NOT NULL,
  blocked tstzrange NOT NULL,
  quantity integer NOT NULL CHECK (quantity >= 1),
  PRIMARY KEY (booking_id, addon_id)
);
CREATE INDEX addon_reservations_blocked ON addon_reservations USING gist (addon_id, blocked);

-- Fails with the constraint "addon_stock <addon id>" when more pieces are taken at some moment of `wanted` than there are. The peak is the highest running sum over the
-- starts and ends in the window; what ends at an instant is back before what starts then.
CREATE FUNCTION addon_stock_judge(the_addon uuid, the_location uuid, wanted tstzrange) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  place uuid;
  pieces integer;
  peak bigint;
BEGIN
  SELECT s.location_id, s.quantity INTO place, pieces FROM addon_stocks s
  WHERE s.addon_id = the_addon AND (s.location_id = the_location OR s.location_id IS NULL)
  ORDER BY s.location_id NULLS LAST LIMIT 1 FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    IF NOT EXISTS (SELECT FROM addon_stocks s WHERE s.addon_id = the_addon) THEN
      RETURN;   -- not limited any more
    END IF;
    place := the_location;
    pieces := 0;
  END IF;
  SELECT max(l.level) INTO peak FROM (
    SELECT sum(e.change) OVER (ORDER BY e.at, e.change) AS level
    FROM addon_reservations r
    CROSS JOIN LATERAL (VALUES (greatest(lower(r.blocked), lower(wanted)), r.quantity), (upper(r.blocked), -r.quantity)) AS e (at, change)
    WHERE r.addon_id = the_addon AND r.blocked && wanted AND (place IS NULL OR r.location_id = place)
  ) l;
  IF peak > pieces THEN
    RAISE EXCEPTION 'not enough pieces of add-on %', the_addon USING ERRCODE = 'check_violation', CONSTRAINT = 'addon_stock ' || the_addon;
  END IF;
END $$;

CREATE FUNCTION addon_reservations_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM addon_stock_judge(NEW.addon_id, NEW.location_id, NEW.blocked);
  RETURN NULL;
END $$;
CREATE TRIGGER addon_reservations_count AFTER INSERT ON addon_reservations FOR EACH ROW EXECUTE FUNCTION addon_reservations_count();

-- ---------------------------------------------------------------------------------------------------------------- with the booking

-- A cancelled booking gives everything back, whoever cancels it.
CREATE FUNCTION booking_extras_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM addon_reservations WHERE booking_id = NEW.id;
  UPDATE promo_uses SET in_force = false WHERE booking_id = NEW.id AND in_force;
  RETURN NULL;
END $$;
CREATE TRIGGER bookings_release_extras AFTER UPDATE OF status ON bookings FOR EACH ROW
  WHEN (NEW.status = 'cancelled' AND OLD.status <> 'cancelled' AND NEW.kind = 'rental') EXECUTE FUNCTION booking_extras_release();

-- Pieces move with the dates. Fewer days are always possible, and a return is a fact and not a wish: the pieces are where they are, even if another booking now misses them.
CREATE FUNCTION booking_extras_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE addon_reservations SET blocked = NEW.blocked, location_id = NEW.pickup_location_id WHERE booking_id = NEW.id;
  IF NEW.returned_at IS NULL AND NOT (NEW.blocked <@ OLD.blocked AND NEW.pickup_location_id = OLD.pickup_location_id) THEN
    PERFORM addon_stock_judge(r.addon_id, r.location_id, r.blocked) FROM (
      SELECT a.addon_id, a.location_id, a.blocked FROM addon_reservations a WHERE a.booking_id = NEW.id ORDER BY a.addon_id) r;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER bookings_move_extras AFTER UPDATE OF blocked, pickup_location_id ON bookings FOR EACH ROW
  WHEN ((OLD.blocked, OLD.pickup_location_id) IS DISTINCT FROM (NEW.blocked, NEW.pickup_location_id) AND NEW.kind = 'rental' AND NEW.status <> 'cancelled')
  EXECUTE FUNCTION booking_extras_move();

-- What a revived booking needs again; false, and nothing taken, when it cannot be had. Called after the booking's dates are secured.
CREATE FUNCTION booking_extras_retake(the_booking uuid) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO addon_reservations (booking_id, addon_id, location_id, blocked, quantity)
  SELECT a.booking_id, a.addon_id, b.pickup_location_id, b.blocked, a.quantity
  FROM booking_addons a JOIN bookings b ON b.id = a.booking_id
  WHERE a.booking_id = the_booking AND a.limited AND a.quantity > 0
  ORDER BY a.addon_id;
  UPDATE promo_uses SET in_force = true WHERE booking_id = the_booking AND NOT in_force;
  RETURN true;
EXCEPTION WHEN check_violation THEN
  RETURN false;
END $$;

-- ---------------------------------------------------------------------------------------------------------------- audit

-- Counters move with every booking that uses the code, which is audited itself.
CREATE TRIGGER promo_codes_audit AFTER INSERT OR DELETE ON promo_codes FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER promo_codes_audit_update AFTER UPDATE ON promo_codes FOR EACH ROW
  WHEN ((OLD.uses, OLD.spent_minor) = (NEW.uses, NEW.spent_minor) OR OLD.version <> NEW.version) EXECUTE FUNCTION audit_row();
