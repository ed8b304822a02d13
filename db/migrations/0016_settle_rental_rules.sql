-- When an object may be rented, settled per object: its type's rules, its model's, its own. Search resolves a date once for each (place, set of rules) and
-- not once for each object, so equal sets have one row.
CREATE TABLE rental_rules (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  rental_unit text NOT NULL,
  grace_minutes integer NOT NULL,
  start_step_minutes integer NOT NULL,
  check_in_minutes integer NOT NULL,
  check_out_minutes integer NOT NULL,
  units_min integer NOT NULL,
  units_max integer NOT NULL,
  lead_minutes integer NOT NULL,
  horizon_days integer NOT NULL,
  CONSTRAINT rental_rules_rental_unit CHECK (rental_unit IN ('hour', 'day_24h', 'calendar_day', 'night')),
  CONSTRAINT rental_rules_grace CHECK (grace_minutes BETWEEN 0 AND 1440),
  CONSTRAINT rental_rules_start_step CHECK (start_step_minutes IN (15, 30, 60)),
  CONSTRAINT rental_rules_check_in CHECK (check_in_minutes BETWEEN 0 AND 1439),
  CONSTRAINT rental_rules_check_out CHECK (check_out_minutes BETWEEN 0 AND 1439),
  CONSTRAINT rental_rules_units CHECK (units_min >= 1 AND units_max >= units_min),
  CONSTRAINT rental_rules_lead CHECK (lead_minutes >= 0),
  CONSTRAINT rental_rules_horizon CHECK (horizon_days BETWEEN 1 AND 1095),
  CONSTRAINT rental_rules_distinct UNIQUE (rental_unit, grace_minutes, start_step_minutes, check_in_minutes, check_out_minutes, units_min, units_max, lead_minutes,
                                           horizon_days)
);

-- What a model or a unit changes about the rules of its type; NULL: nothing.
ALTER TABLE object_models
  ADD COLUMN IF NOT EXISTS rental_unit text, ADD COLUMN IF NOT EXISTS grace_minutes integer, ADD COLUMN IF NOT EXISTS start_step_minutes integer,
  ADD COLUMN IF NOT EXISTS check_in_minutes integer, ADD COLUMN IF NOT EXISTS check_out_minutes integer, ADD COLUMN IF NOT EXISTS units_min integer,
  ADD COLUMN IF NOT EXISTS units_max integer, ADD COLUMN IF NOT EXISTS lead_minutes integer, ADD COLUMN IF NOT EXISTS horizon_days integer;
ALTER TABLE objects
  ADD COLUMN IF NOT EXISTS rental_unit text, ADD COLUMN IF NOT EXISTS grace_minutes integer, ADD COLUMN IF NOT EXISTS start_step_minutes integer,
  ADD COLUMN IF NOT EXISTS check_in_minutes integer, ADD COLUMN IF NOT EXISTS check_out_minutes integer, ADD COLUMN IF NOT EXISTS units_min integer,
  ADD COLUMN IF NOT EXISTS units_max integer, ADD COLUMN IF NOT EXISTS lead_minutes integer, ADD COLUMN IF NOT EXISTS horizon_days integer,
  ADD COLUMN rules_id integer REFERENCES rental_rules;

-- The set that these values make, whole; made when there is none yet.
CREATE FUNCTION rental_rules_like(wanted rental_rules) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  settled integer;
BEGIN
  -- Twice at most: the second look finds what another transaction has put there meanwhile.
  FOR round IN 1..2 LOOP
    SELECT r.id INTO settled
    FROM rental_rules r
    WHERE (r.rental_unit, r.grace_minutes, r.start_step_minutes, r.check_in_minutes, r.check_out_minutes,
           r.units_min, r.units_max, r.lead_minutes, r.horizon_days)
        = (wanted.rental_unit, wanted.grace_minutes, wanted.start_step_minutes, wanted.check_in_minutes, wanted.check_out_minutes,
           wanted.units_min, wanted.units_max, wanted.lead_minutes, wanted.horizon_days);
    IF FOUND THEN
      RETURN settled;
    END IF;
    INSERT INTO rental_rules (rental_unit, grace_minutes, start_step_minutes, check_in_minutes, check_out_minutes, units_min, units_max, lead_minutes, horizon_days)
    VALUES (wanted.rental_unit, wanted.grace_minutes, wanted.start_step_minutes, wanted.check_in_minutes, wanted.check_out_minutes,
            wanted.units_min, wanted.units_max, wanted.lead_minutes, wanted.horizon_days)
    ON CONFLICT ON CONSTRAINT rental_rules_distinct DO NOTHING
    RETURNING id INTO settled;
    IF FOUND THEN
      RETURN settled;
    END IF;
  END LOOP;
  RETURN settled;
END $$;

CREATE FUNCTION rental_rules_of(unit objects) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  wanted rental_rules;
BEGIN
  SELECT NULL,
         coalesce(unit.rental_unit, m.rental_unit, t.rental_unit),
         coalesce(unit.grace_minutes, m.grace_minutes, t.grace_minutes),
         coalesce(unit.start_step_minutes, m.start_step_minutes, t.start_step_minutes),
         coalesce(unit.check_in_minutes, m.check_in_minutes, t.check_in_minutes),
         coalesce(unit.check_out_minutes, m.check_out_minutes, t.check_out_minutes),
         coalesce(unit.units_min, m.units_min, t.units_min),
         coalesce(unit.units_max, m.units_max, t.units_max),
         coalesce(unit.lead_minutes, m.lead_minutes, t.lead_minutes),
         coalesce(unit.horizon_days, m.horizon_days, t.horizon_days)
  INTO wanted
  FROM object_types t
  LEFT JOIN object_models m ON m.id = unit.model_id
  WHERE t.code = unit.type;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no type %', unit.type USING ERRCODE = 'foreign_key_violation', TABLE = 'objects', CONSTRAINT = 'objects_type_fkey';
  END IF;
  RETURN rental_rules_like(wanted);
END $$;

UPDATE objects o SET rules_id = rental_rules_of(o);
ALTER TABLE objects ALTER COLUMN rules_id SET NOT NULL;

-- A trigger of its own beside objects_raise_rate_version: rates and rules are one card.
CREATE FUNCTION objects_keep_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.rules_id := rental_rules_of(NEW);
  IF TG_OP = 'UPDATE' AND NEW.rules_id IS DISTINCT FROM OLD.rules_id THEN
    NEW.rate_version := greatest(NEW.rate_version, OLD.rate_version + 1);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER objects_keep_rules
  BEFORE INSERT OR UPDATE OF type, model_id, rental_unit, grace_minutes, start_step_minutes, check_in_minutes, check_out_minutes, units_min, units_max, lead_minutes, horizon_days ON objects
  FOR EACH ROW EXECUTE FUNCTION objects_keep_rules();

-- Settles the units of a type or a model again, in the order in which everything locks them.
CREATE FUNCTION settle_rules_of_type() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM objects o WHERE o.type = NEW.code ORDER BY o.id FOR NO KEY UPDATE;
  UPDATE objects SET units_min = units_min WHERE type = NEW.code;
  RETURN NULL;
END $$;
CREATE FUNCTION settle_rules_of_model() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM objects o WHERE o.model_id = NEW.id ORDER BY o.id FOR NO KEY UPDATE;
  UPDATE objects SET units_min = units_min WHERE model_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER object_types_settle_rules AFTER UPDATE ON object_types FOR EACH ROW
  WHEN ((OLD.rental_unit, OLD.grace_minutes, OLD.start_step_minutes, OLD.check_in_minutes, OLD.check_out_minutes,
         OLD.units_min, OLD.units_max, OLD.lead_minutes, OLD.horizon_days)
        IS DISTINCT FROM
        (NEW.rental_unit, NEW.grace_minutes, NEW.start_step_minutes, NEW.check_in_minutes, NEW.check_out_minutes,
         NEW.units_min, NEW.units_max, NEW.lead_minutes, NEW.horizon_days))
  EXECUTE FUNCTION settle_rules_of_type();
CREATE TRIGGER object_models_settle_rules AFTER UPDATE ON object_models FOR EACH ROW
  WHEN ((OLD.rental_unit, OLD.grace_minutes, OLD.start_step_minutes, OLD.check_in_minutes, OLD.check_out_minutes,
         OLD.units_min, OLD.units_max, OLD.lead_minutes, OLD.horizon_days)
        IS DISTINCT FROM
        (NEW.rental_unit, NEW.grace_minutes, NEW.start_step_minutes, NEW.check_in_minutes, NEW.check_out_minutes,
         NEW.units_min, NEW.units_max, NEW.lead_minutes, NEW.horizon_days))
  EXECUTE FUNCTION settle_rules_of_model();

-- ---------------------------------------------------------------------------------------------------------------- opening hours

-- A card has the place's hours and zone in it.
CREATE FUNCTION locations_raise_rate_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM objects o WHERE o.location_id = NEW.id ORDER BY o.id FOR NO KEY UPDATE;
  UPDATE objects SET rate_version = rate_version + 1 WHERE location_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER locations_raise_rate_version AFTER UPDATE ON locations FOR EACH ROW
  WHEN ((OLD.hours, OLD.time_zone, OLD.legal_entity_id) IS DISTINCT FROM (NEW.hours, NEW.time_zone, NEW.legal_entity_id))
  EXECUTE FUNCTION locations_raise_rate_version();

-- ---------------------------------------------------------------------------------------------------------------- search

-- Candidates of one group (type, place, rules) in price order, either way.
CREATE INDEX objects_search ON objects (type, location_id, rules_id, price_minor, id) WHERE status = 'active' AND archived_at IS NULL;
CREATE INDEX objects_location ON objects (location_id);

-- Who is out, so that search can tell who is overdue: as small as the number of objects that are out now. The predicate is repeated word for word.
CREATE INDEX bookings_out ON bookings (object_id) INCLUDE (date_end)
  WHERE picked_up_at IS NOT NULL AND returned_at IS NULL AND status IN ('awaiting_payment', 'confirmed', 'paid');

-- Raised with every commit that changes what is shown of the catalogue: processes keep groups and objects in memory, and each search says, in the same
-- statement, whether they are still good. Deferred to the commit, so that its row is the last one locked; once per transaction.
CREATE TABLE catalogue_version (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  version bigint NOT NULL,
  raised_by xid8
);
INSERT INTO catalogue_version (version) VALUES (1);

CREATE FUNCTION raise_catalogue_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE catalogue_version SET version = version + 1, raised_by = pg_current_xact_id() WHERE raised_by IS DISTINCT FROM pg_current_xact_id();
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER objects_raise_catalogue_version AFTER INSERT OR UPDATE OR DELETE ON objects DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION raise_catalogue_version();
CREATE CONSTRAINT TRIGGER object_models_raise_catalogue_version AFTER INSERT OR UPDATE OR DELETE ON object_models DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION raise_catalogue_version();
CREATE CONSTRAINT TRIGGER object_types_raise_catalogue_version AFTER INSERT OR UPDATE OR DELETE ON object_types DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION raise_catalogue_version();
CREATE CONSTRAINT TRIGGER locations_raise_catalogue_version AFTER INSERT OR UPDATE OR DELETE ON locations DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION raise_catalogue_version();
CREATE CONSTRAINT TRIGGER photos_raise_catalogue_version AFTER INSERT OR UPDATE OR DELETE ON photos DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION raise_catalogue_version();
CREATE CONSTRAINT TRIGGER tariffs_raise_catalogue_version AFTER INSERT OR UPDATE OR DELETE ON tariffs DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION raise_catalogue_version();
