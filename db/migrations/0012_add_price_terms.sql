-- What a price depends on, as data of the owner's: seasons, weekday rules, holidays, dated taxes, cancellation policies and add-ons. All of it ends up in the
-- rate card of an object, so every change of it raises objects.rate_version (the triggers at the end).

-- ---------------------------------------------------------------------------------------------------------------- tariffs

-- Seasons and day rules are read and written only as a whole, with their tariff: they have the shape of rental::Season and rental::DayRule.
ALTER TABLE tariffs
  ADD COLUMN seasons jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(seasons) = 'array'),
  ADD COLUMN day_rules jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(day_rules) = 'array'),
  ADD COLUMN capped_by_longer boolean NOT NULL DEFAULT false,
  ADD COLUMN rounding_minor bigint NOT NULL DEFAULT 1 CHECK (rounding_minor >= 1),
  ADD COLUMN changed_by text,
  ADD COLUMN changed_via text,
  ADD COLUMN request_id text;
CREATE TRIGGER tariffs_forbid_delete BEFORE DELETE ON tariffs FOR EACH ROW EXECUTE FUNCTION forbid_delete();

-- season '' is the price list outside of all seasons; weekdays '{}' is any day (ISO numbers: the days on which a package may start). Prices are what an audit is asked about first, so each rate has its own trace.
ALTER TABLE tariff_rates
  ADD COLUMN season text NOT NULL DEFAULT '',
  ADD COLUMN weekdays integer[] NOT NULL DEFAULT '{}',
  ADD COLUMN version integer NOT NULL DEFAULT 1,
  ADD COLUMN changed_by text,
  ADD COLUMN changed_via text,
  ADD COLUMN request_id text,
  DROP CONSTRAINT tariff_rates_pkey,
  ADD PRIMARY KEY (tariff_id, season, units_from, weekdays);

-- ---------------------------------------------------------------------------------------------------------------- days, taxes, cancellation

CREATE TABLE holidays (
  id uuid PRIMARY KEY,
  date date NOT NULL,
  name_ru text NOT NULL,
  name_en text NOT NULL DEFAULT '',
  location_id uuid REFERENCES locations,   -- NULL: everywhere
  version integer NOT NULL DEFAULT 1,
  changed_by text,
  changed_via text,
  request_id text,
  created_at timestamptz NOT NULL,
  archived_at timestamptz
);
CREATE UNIQUE INDEX holidays_date ON holidays (date, location_id) NULLS NOT DISTINCT WHERE archived_at IS NULL;

ALTER TABLE legal_entities ADD COLUMN tax_inclusive boolean NOT NULL DEFAULT true;  -- prices have the tax in them

-- One tax at a time: what a price shows, and what a receipt says, is decided by the day on which the rental ends.
CREATE TABLE tax_rates (
  id uuid PRIMARY KEY,
  legal_entity_id uuid NOT NULL REFERENCES legal_entities,
  name_ru text NOT NULL,
  name_en text NOT NULL DEFAULT '',
  percent_thousandths integer NOT NULL CHECK (percent_thousandths BETWEEN 0 AND 100000),   -- 22000 is 22 %
  valid_from date,
  valid_until date,                        -- included
  version integer NOT NULL DEFAULT 1,
  changed_by text,
  changed_via text,
  request_id text,
  created_at timestamptz NOT NULL,
  archived_at timestamptz,
  CONSTRAINT tax_rates_period CHECK (valid_from <= valid_until),
  CONSTRAINT tax_rates_no_overlap EXCLUDE USING gist (legal_entity_id WITH =, daterange(valid_from, valid_until, '[]') WITH &&) WHERE (archived_at IS NULL)
);

CREATE TABLE cancellation_policies (
  id uuid PRIMARY KEY,
  code text NOT NULL CONSTRAINT cancellation_policies_code UNIQUE,
  name_ru text NOT NULL,
  name_en text NOT NULL DEFAULT '',
  tiers jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(tiers) = 'array'),   -- rental::CancellationTier, descending by hours_before
  version integer NOT NULL DEFAULT 1,
  changed_by text,
  changed_via text,
  request_id text,
  created_at timestamptz NOT NULL,
  archived_at timestamptz
);
CREATE TRIGGER cancellation_policies_forbid_delete BEFORE DELETE ON cancellation_policies FOR EACH ROW EXECUTE FUNCTION forbid_delete();
INSERT INTO cancellation_policies (id, code, name_ru, name_en, tiers, changed_by, changed_via, created_at) VALUES
 ('018f0000-0000-7000-8000-0000000000c1', 'law', 'По закону (ст. 32 ЗоЗПП): до начала аренды возвращается всё',
  'By law (art. 32, consumer protection): everything back before the start', '[{"hours_before": 0, "fee_percent_thousandths": 0}]', 'system:migrate', 'sql', '2026-01-01Z');
ALTER TABLE object_types ADD COLUMN cancellation_policy text NOT NULL DEFAULT 'law' REFERENCES cancellation_policies (code);

-- ---------------------------------------------------------------------------------------------------------------- add-ons

ALTER TABLE addons
  ADD COLUMN description_ru text NOT NULL DEFAULT '',
  ADD COLUMN description_en text NOT NULL DEFAULT '',
  ADD COLUMN charge text NOT NULL DEFAULT 'per_rental' CHECK (charge IN ('per_rental', 'per_unit', 'per_piece', 'per_km', 'per_litre', 'percent')),
  ADD COLUMN percent_thousandths integer NOT NULL DEFAULT 0 CHECK (percent_thousandths BETWEEN 0 AND 100000),
  ADD COLUMN amount_max_minor bigint CHECK (amount_max_minor >= 0),
  ADD COLUMN free_from_units integer CHECK (free_from_units >= 1),
  ADD COLUMN mandatory boolean NOT NULL DEFAULT false,
  ADD COLUMN exclusive_group text NOT NULL DEFAULT '',
  ADD COLUMN quantity_max integer NOT NULL DEFAULT 1 CHECK (quantity_max BETWEEN 1 AND 10000),
  ADD COLUMN position integer NOT NULL DEFAULT 0,
  ADD COLUMN active boolean NOT NULL DEFAULT true,   -- offered; the presets wait for the owner's price
  ADD COLUMN changed_by text,
  ADD COLUMN changed_via text,
  ADD COLUMN request_id text;
CREATE TRIGGER addons_forbid_delete BEFORE DELETE ON addons FOR EACH ROW EXECUTE FUNCTION forbid_delete();

-- How many pieces there are: one row without a location (the whole business shares them) or one for each location that has some. No row: not limited.
-- Bookings lock these rows to count (0013), so that no other column of an add-on stands in their way.
CREATE TABLE addon_stocks (
  addon_id uuid NOT NULL REFERENCES addons,
  location_id uuid REFERENCES locations,
  quantity integer NOT NULL CHECK (quantity BETWEEN 0 AND 100000)
);
CREATE UNIQUE INDEX addon_stocks_place ON addon_stocks (addon_id, location_id) NULLS NOT DISTINCT;

-- Every rental business knows these two; they are offered once the owner has given them a price and switched them on.
INSERT INTO addons (id, name_ru, name_en, description_ru, description_en, charge, price_minor, currency, quantity_max, position, active, changed_by, changed_via, created_at) VALUES
 ('018f0000-0000-7000-8000-0000000000d1', 'Грязный приём', 'Return it dirty', 'Возвращайте как есть, без мойки и уборки: приведём в порядок сами.',
  'Bring it back as it is, unwashed: we clean it ourselves.', 'per_rental', 0, 'RUB', 1, 1, false, 'system:migrate', 'sql', '2026-01-01Z'),
 ('018f0000-0000-7000-8000-0000000000d2', 'Заправим сами', 'We refuel', 'Возвращайте с любым остатком топлива: дольём сами, к оплате литры по факту при приёме.',
  'Return with any fuel level: we fill up and charge the litres measured at the return.', 'per_litre', 0, 'RUB', 300, 2, false, 'system:migrate', 'sql', '2026-01-01Z');

-- ---------------------------------------------------------------------------------------------------------------- the part of a rate card that people edit

-- One row per object, as one JSON text of the shape of objects::PriceTerms; joined by object_id, and by primary keys from there. A view, because the two statements that
-- need it must not differ.
CREATE VIEW price_terms AS
SELECT o.id AS object_id,
       json_build_object(
         'tariff', json_build_object(
           'name', json_build_object('ru', f.name_ru, 'en', f.name_en), 'mode', f.mode, 'seasons', f.seasons, 'day_rules', f.day_rules,
           'capped_by_longer', f.capped_by_longer, 'rounding_minor', f.rounding_minor,
           'rates', (SELECT coalesce(json_agg(json_strip_nulls(json_build_object(
                                                'units_from', r.units_from, 'price_minor', r.price_minor, 'season', nullif(r.season, ''),
                                                'weekdays', nullif(r.weekdays, '{}'))) ORDER BY r.season, r.units_from, r.weekdays), '[]')
                     FROM tariff_rates r WHERE r.tariff_id = o.tariff_id)),
         'holidays', (SELECT coalesce(json_agg(h.date ORDER BY h.date), '[]')
                      FROM (SELECT DISTINCT d.date FROM holidays d
                            WHERE d.archived_at IS NULL AND (d.location_id IS NULL OR d.location_id = o.location_id)) h),
         'addons', (SELECT coalesce(json_agg(json_build_object(
                             'id', a.id, 'name', json_build_object('ru', a.name_ru, 'en', a.name_en), 'charge', a.charge, 'price_minor', a.price_minor,
                             'percent_thousandths', a.percent_thousandths, 'amount_max_minor', a.amount_max_minor, 'free_from_units', a.free_from_units,
                             'mandatory', a.mandatory, 'exclusive_group', a.exclusive_group, 'quantity_max', a.quantity_max,
                             'limited', EXISTS (SELECT FROM addon_stocks s WHERE s.addon_id = a.id)) ORDER BY a.position, a.name_ru, a.id), '[]')
                    FROM addons a
                    WHERE a.active AND a.archived_at IS NULL AND a.currency = o.currency AND (a.object_types = '{}' OR o.type = ANY (a.object_types))
                      -- Pieces that are all elsewhere are not offered here.
                      AND (NOT EXISTS (SELECT FROM addon_stocks s WHERE s.addon_id = a.id)
                           OR EXISTS (SELECT FROM addon_stocks s WHERE s.addon_id = a.id AND (s.location_id IS NULL OR s.location_id = o.location_id)))),
         'taxes', (SELECT coalesce(json_agg(json_build_object(
                            'name', json_build_object('ru', x.name_ru, 'en', x.name_en), 'percent_thousandths', x.percent_thousandths,
                            'valid_from', x.valid_from, 'valid_until', x.valid_until) ORDER BY x.valid_from), '[]')
                   FROM tax_rates x WHERE x.legal_entity_id = e.id AND x.archived_at IS NULL),
         'tax_inclusive', e.tax_inclusive,
         'cancellation', json_build_object('code', c.code, 'name', json_build_object('ru', c.name_ru, 'en', c.name_en), 'tiers', c.tiers))::text AS terms
FROM objects o
JOIN tariffs f ON f.id = o.tariff_id
JOIN locations l ON l.id = o.location_id
JOIN legal_entities e ON e.id = coalesce(o.legal_entity_id, l.legal_entity_id)
JOIN object_types t ON t.code = o.type
JOIN cancellation_policies c ON c.code = t.cancellation_policy;

-- ---------------------------------------------------------------------------------------------------------------- rate versions

-- A rate card is kept by whoever prices; the version tells a kept one from the one in force. Objects are locked in the order of their ids, like wherever several are: two
-- changes at once queue instead of deadlocking. A create holds objects by KEY SHARE only and waits for none of this.
CREATE FUNCTION raise_rate_versions(ids uuid[]) RETURNS void LANGUAGE sql AS $$
  WITH locked AS MATERIALIZED (
    SELECT o.id FROM objects o WHERE o.id = ANY (ids) ORDER BY o.id FOR NO KEY UPDATE
  )
  UPDATE objects o SET rate_version = o.rate_version + 1 FROM locked WHERE o.id = locked.id
$$;

-- price_minor stands in for a missing rate of short rentals.
CREATE OR REPLACE FUNCTION objects_raise_rate_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.tariff_id, NEW.type, NEW.location_id, NEW.currency, NEW.price_minor, NEW.deposit_minor, NEW.buffer_before_minutes, NEW.buffer_after_minutes,
      NEW.legal_entity_id)
     IS DISTINCT FROM
     (OLD.tariff_id, OLD.type, OLD.location_id, OLD.currency, OLD.price_minor, OLD.deposit_minor, OLD.buffer_before_minutes, OLD.buffer_after_minutes,
      OLD.legal_entity_id) THEN
    NEW.rate_version := OLD.rate_version + 1;
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION object_types_raise_rate_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM raise_rate_versions(ARRAY(SELECT o.id FROM objects o WHERE o.type = NEW.code));
  RETURN NULL;
END $$;

-- Rates change by the dozen in one statement: once for all of them.
DROP TRIGGER tariff_rates_raise_rate_version ON tariff_rates;
CREATE OR REPLACE FUNCTION tariff_rates_raise_rate_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM raise_rate_versions(ARRAY(SELECT o.id FROM objects o WHERE o.tariff_id IN (SELECT c.tariff_id FROM changed c)));
  RETURN NULL;
END $$;
CREATE TRIGGER tariff_rates_raise_on_insert AFTER INSERT ON tariff_rates REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION tariff_rates_raise_rate_version();
CREATE TRIGGER tariff_rates_raise_on_update AFTER UPDATE ON tariff_rates REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION tariff_rates_raise_rate_version();
CREATE TRIGGER tariff_rates_raise_on_delete AFTER DELETE ON tariff_rates REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION tariff_rates_raise_rate_version();

CREATE FUNCTION tariffs_raise_rate_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM raise_rate_versions(ARRAY(SELECT o.id FROM objects o WHERE o.tariff_id = NEW.id));
  RETURN NULL;
END $$;
CREATE TRIGGER tariffs_raise_rate_version AFTER UPDATE ON tariffs FOR EACH ROW EXECUTE FUNCTION tariffs_raise_rate_version();

CREATE FUNCTION holidays_raise_rate_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM raise_rate_versions(ARRAY(
    SELECT o.id FROM objects o
    WHERE o.archived_at IS NULL
      AND (NEW.location_id IS NULL OR o.location_id = NEW.location_id OR TG_OP = 'UPDATE' AND (OLD.location_id IS NULL OR o.location_id = OLD.location_id))));
  RETURN NULL;
END $$;
CREATE TRIGGER holidays_raise_rate_version AFTER INSERT OR UPDATE ON holidays FOR EACH ROW EXECUTE FUNCTION holidays_raise_rate_version();
CREATE TRIGGER holidays_forbid_delete BEFORE DELETE ON holidays FOR EACH ROW EXECUTE FUNCTION forbid_delete();

-- Of one legal entity: the objects that name it, and those that have their location's.
CREATE FUNCTION raise_rate_versions_of_entity(entity uuid) RETURNS void LANGUAGE sql AS $$
  SELECT raise_rate_versions(ARRAY(
    SELECT o.id FROM objects o JOIN locations l ON l.id = o.location_id
    WHERE coalesce(o.legal_entity_id, l.legal_entity_id) = entity))
$$;

CREATE FUNCTION tax_rates_raise_rate_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM raise_rate_versions_of_entity(NEW.legal_entity_id);
  RETURN NULL;
END $$;
CREATE TRIGGER tax_rates_raise_rate_version AFTER INSERT OR UPDATE ON tax_rates FOR EACH ROW EXECUTE FUNCTION tax_rates_raise_rate_version();
CREATE TRIGGER tax_rates_forbid_delete BEFORE DELETE ON tax_rates FOR EACH ROW EXECUTE FUNCTION forbid_delete();

CREATE FUNCTION legal_entities_raise_rate_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM raise_rate_versions_of_entity(NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER legal_entities_raise_rate_version AFTER UPDATE ON legal_entities FOR EACH ROW
  WHEN (OLD.tax_inclusive <> NEW.tax_inclusive) EXECUTE FUNCTION legal_entities_raise_rate_version();

CREATE FUNCTION cancellation_policies_raise_rate_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM raise_rate_versions(ARRAY(SELECT o.id FROM objects o JOIN object_types t ON t.code = o.type WHERE t.cancellation_policy = NEW.code));
  RETURN NULL;
END $$;
CREATE TRIGGER cancellation_policies_raise_rate_version AFTER UPDATE ON cancellation_policies
  FOR EACH ROW EXECUTE FUNCTION cancellation_policies_raise_rate_version();

-- An add-on is in the card of every object of its types; with a new list of types, in those of the old and the new ones.
CREATE FUNCTION raise_rate_versions_of_types(types text[]) RETURNS void LANGUAGE sql AS $$
  SELECT raise_rate_versions(ARRAY(SELECT o.id FROM objects o WHERE o.archived_at IS NULL AND (types = '{}' OR o.type = ANY (types))))
$$;

CREATE FUNCTION addons_raise_rate_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM raise_rate_versions_of_types(
    CASE WHEN TG_OP = 'INSERT' THEN NEW.object_types
         WHEN OLD.object_types = '{}' OR NEW.object_types = '{}' THEN '{}'
         ELSE OLD.object_types || NEW.object_types END);
  RETURN NULL;
END $$;
CREATE TRIGGER addons_raise_on_insert AFTER INSERT ON addons FOR EACH ROW WHEN (NEW.active) EXECUTE FUNCTION addons_raise_rate_version();
CREATE TRIGGER addons_raise_on_update AFTER UPDATE ON addons FOR EACH ROW WHEN (OLD.active OR NEW.active) EXECUTE FUNCTION addons_raise_rate_version();

-- A card says whether there is a stock, not how much: the count is the booking's.
CREATE FUNCTION addon_stocks_raise_rate_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM raise_rate_versions_of_types(a.object_types) FROM addons a WHERE a.id = coalesce(NEW.addon_id, OLD.addon_id) AND a.active;
  RETURN NULL;
END $$;
CREATE TRIGGER addon_stocks_raise_rate_version AFTER INSERT OR DELETE ON addon_stocks FOR EACH ROW EXECUTE FUNCTION addon_stocks_raise_rate_version();

-- ---------------------------------------------------------------------------------------------------------------- audit

-- A raise of the version alone is the echo of another change, which has its own row: one holiday would else write as many as there are objects.
DROP TRIGGER objects_audit ON objects;
CREATE TRIGGER objects_audit AFTER INSERT OR DELETE ON objects FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER objects_audit_update AFTER UPDATE ON objects FOR EACH ROW
  WHEN (OLD.rate_version = NEW.rate_version OR to_jsonb(OLD) - 'rate_version' <> to_jsonb(NEW) - 'rate_version') EXECUTE FUNCTION audit_row();
CREATE TRIGGER tariffs_audit AFTER INSERT OR UPDATE OR DELETE ON tariffs FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER tariff_rates_audit AFTER INSERT OR UPDATE OR DELETE ON tariff_rates FOR EACH ROW EXECUTE FUNCTION audit_row('tariff_id', 'season', 'units_from', 'weekdays');
CREATE TRIGGER holidays_audit AFTER INSERT OR UPDATE OR DELETE ON holidays FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER tax_rates_audit AFTER INSERT OR UPDATE OR DELETE ON tax_rates FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER cancellation_policies_audit AFTER INSERT OR UPDATE OR DELETE ON cancellation_policies FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER addons_audit AFTER INSERT OR UPDATE OR DELETE ON addons FOR EACH ROW EXECUTE FUNCTION audit_row();
