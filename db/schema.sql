-- The schema that db/migrations lead to; made by scripts/dump-schema, checked by ./test.

CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';

CREATE FUNCTION public.addon_reservations_count() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM addon_stock_judge(NEW.addon_id, NEW.location_id, NEW.blocked);
  RETURN NULL;
END $$;

CREATE FUNCTION public.addon_stock_judge(the_addon uuid, the_location uuid, wanted tstzrange) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.addon_stocks_raise_rate_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM raise_rate_versions_of_types(a.object_types) FROM addons a WHERE a.id = coalesce(NEW.addon_id, OLD.addon_id) AND a.active;
  RETURN NULL;
END $$;

CREATE FUNCTION public.addons_raise_rate_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM raise_rate_versions_of_types(
    CASE WHEN TG_OP = 'INSERT' THEN NEW.object_types
         WHEN OLD.object_types = '{}' OR NEW.object_types = '{}' THEN '{}'
         ELSE OLD.object_types || NEW.object_types END);
  RETURN NULL;
END $$;

CREATE FUNCTION public.audit_row() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
  old_row jsonb;
  new_row jsonb;
  key_of_row text;
  id_of_row uuid;
BEGIN
  IF TG_NARGS = 0 THEN
    IF TG_OP = 'DELETE' THEN id_of_row := OLD.id; ELSE id_of_row := NEW.id; END IF;
  ELSE
    IF TG_OP = 'DELETE' THEN old_row := to_jsonb(OLD); ELSE old_row := to_jsonb(NEW); END IF;
    SELECT string_agg(old_row ->> TG_ARGV[i], '/' ORDER BY i) INTO key_of_row FROM generate_series(0, TG_NARGS - 1) i;
    id_of_row := md5(key_of_row)::uuid;
  END IF;
  IF TG_OP = 'INSERT' THEN
    INSERT INTO audit_log (table_name, row_id, row_key, action, actor, channel, request_id, after)
    VALUES (TG_TABLE_NAME, id_of_row, key_of_row, 'insert', coalesce(NEW.changed_by, 'database:' || session_user), coalesce(NEW.changed_via, 'sql'),
            NEW.request_id, jsonb_strip_nulls(to_jsonb(NEW)));
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO audit_log (table_name, row_id, row_key, action, actor, channel, before)
    VALUES (TG_TABLE_NAME, id_of_row, key_of_row, 'delete', 'database:' || session_user, 'sql', jsonb_strip_nulls(to_jsonb(OLD)));
  ELSE
    old_row := to_jsonb(OLD);
    new_row := to_jsonb(NEW);
    IF old_row = new_row THEN
      RETURN NULL;
    END IF;
    INSERT INTO audit_log (table_name, row_id, row_key, action, actor, channel, request_id, before, after)
    SELECT TG_TABLE_NAME, id_of_row, key_of_row, 'update',
           CASE WHEN NEW.version = OLD.version THEN 'database:' || session_user ELSE coalesce(NEW.changed_by, 'database:' || session_user) END,
           CASE WHEN NEW.version = OLD.version THEN 'sql' ELSE coalesce(NEW.changed_via, 'sql') END,
           CASE WHEN NEW.version = OLD.version THEN NULL ELSE NEW.request_id END,
           jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, new_row -> o.key)
    FROM jsonb_each(old_row) o WHERE o.value IS DISTINCT FROM new_row -> o.key;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION public.booking_extras_move() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  UPDATE addon_reservations SET blocked = NEW.blocked, location_id = NEW.pickup_location_id WHERE booking_id = NEW.id;
  IF NEW.returned_at IS NULL AND NOT (NEW.blocked <@ OLD.blocked AND NEW.pickup_location_id = OLD.pickup_location_id) THEN
    PERFORM addon_stock_judge(r.addon_id, r.location_id, r.blocked) FROM (
      SELECT a.addon_id, a.location_id, a.blocked FROM addon_reservations a WHERE a.booking_id = NEW.id ORDER BY a.addon_id) r;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION public.booking_extras_release() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  DELETE FROM addon_reservations WHERE booking_id = NEW.id;
  UPDATE promo_uses SET in_force = false WHERE booking_id = NEW.id AND in_force;
  RETURN NULL;
END $$;

CREATE FUNCTION public.booking_extras_retake(the_booking uuid) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
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

CREATE TABLE public.bookings (
    id uuid NOT NULL,
    kind text DEFAULT 'rental'::text NOT NULL,
    code text NOT NULL,
    order_id uuid,
    object_id uuid NOT NULL,
    pickup_location_id uuid NOT NULL,
    return_location_id uuid NOT NULL,
    date_start timestamp with time zone NOT NULL,
    date_end timestamp with time zone NOT NULL,
    blocked tstzrange NOT NULL,
    blocked_from timestamp with time zone GENERATED ALWAYS AS (lower(blocked)) STORED NOT NULL,
    blocked_until timestamp with time zone GENERATED ALWAYS AS (upper(blocked)) STORED NOT NULL,
    time_zone text NOT NULL,
    status text NOT NULL,
    cancel_reason text,
    amount_minor bigint NOT NULL,
    paid_minor bigint DEFAULT 0 NOT NULL,
    deposit_minor bigint DEFAULT 0 NOT NULL,
    currency character(3) NOT NULL,
    hold_expires_at timestamp with time zone,
    picked_up_at timestamp with time zone,
    returned_at timestamp with time zone,
    note text DEFAULT ''::text NOT NULL,
    rate_version integer DEFAULT 0 NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    changed_by text,
    changed_via text,
    request_id text,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    taxes jsonb DEFAULT '[]'::jsonb NOT NULL,
    terms jsonb DEFAULT '{}'::jsonb NOT NULL,
    price_revision integer DEFAULT 1 NOT NULL,
    cancel_fee_minor bigint DEFAULT 0 NOT NULL,
    cancel_note text DEFAULT ''::text NOT NULL,
    CONSTRAINT bookings_amount_minor_check CHECK ((amount_minor >= 0)),
    CONSTRAINT bookings_cancel_fee_minor_check CHECK ((cancel_fee_minor >= 0)),
    CONSTRAINT bookings_cancel_reason_check CHECK ((cancel_reason = ANY (ARRAY['expired'::text, 'customer'::text, 'operator'::text, 'no_show'::text, 'payment_failed'::text]))),
    CONSTRAINT bookings_cancelled_has_reason CHECK (((status = 'cancelled'::text) = (cancel_reason IS NOT NULL))),
    CONSTRAINT bookings_deposit_minor_check CHECK ((deposit_minor >= 0)),
    CONSTRAINT bookings_fee_of_cancelled CHECK (((cancel_fee_minor = 0) OR (status = 'cancelled'::text))),
    CONSTRAINT bookings_hold_has_deadline CHECK (((status <> 'awaiting_payment'::text) OR (hold_expires_at IS NOT NULL))),
    CONSTRAINT bookings_kind_check CHECK ((kind = ANY (ARRAY['rental'::text, 'block'::text]))),
    CONSTRAINT bookings_period CHECK (((date_start < date_end) AND (NOT isempty(blocked)) AND (blocked @> date_start) AND ((returned_at IS NOT NULL) OR (blocked @> tstzrange(date_start, date_end, '[)'::text))))),
    CONSTRAINT bookings_rental_has_order CHECK (((kind = 'rental'::text) = (order_id IS NOT NULL))),
    CONSTRAINT bookings_return_after_pickup CHECK (((returned_at IS NULL) OR (returned_at >= picked_up_at))),
    CONSTRAINT bookings_status_check CHECK ((status = ANY (ARRAY['awaiting_payment'::text, 'confirmed'::text, 'paid'::text, 'cancelled'::text, 'completed'::text])))
)
WITH (autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_insert_scale_factor='0.02', autovacuum_analyze_scale_factor='0.02');

CREATE TABLE public.objects (
    id uuid NOT NULL,
    type text NOT NULL,
    model_id uuid,
    location_id uuid NOT NULL,
    legal_entity_id uuid,
    name_ru text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    description_ru text,
    description_en text,
    unit_label text DEFAULT ''::text NOT NULL,
    properties jsonb DEFAULT '{}'::jsonb NOT NULL,
    tariff_id uuid NOT NULL,
    price_minor bigint NOT NULL,
    currency character(3) NOT NULL,
    deposit_minor bigint DEFAULT 0 NOT NULL,
    buffer_before_minutes integer DEFAULT 0 NOT NULL,
    buffer_after_minutes integer DEFAULT 0 NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    rate_version integer DEFAULT 1 NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    changed_by text,
    changed_via text,
    request_id text,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    own_fields text[] DEFAULT '{name,tariff_id,deposit_minor,buffer_before_minutes,buffer_after_minutes}'::text[] NOT NULL,
    rental_unit text,
    grace_minutes integer,
    start_step_minutes integer,
    check_in_minutes integer,
    check_out_minutes integer,
    units_min integer,
    units_max integer,
    lead_minutes integer,
    horizon_days integer,
    rules_id integer NOT NULL,
    CONSTRAINT objects_buffer_after_minutes_check CHECK (((buffer_after_minutes >= 0) AND (buffer_after_minutes <= 10080))),
    CONSTRAINT objects_buffer_before_minutes_check CHECK (((buffer_before_minutes >= 0) AND (buffer_before_minutes <= 10080))),
    CONSTRAINT objects_check_in_minutes_check CHECK (((check_in_minutes >= 0) AND (check_in_minutes <= 1439))),
    CONSTRAINT objects_check_out_minutes_check CHECK (((check_out_minutes >= 0) AND (check_out_minutes <= 1439))),
    CONSTRAINT objects_deposit_minor_check CHECK ((deposit_minor >= 0)),
    CONSTRAINT objects_grace_minutes_check CHECK (((grace_minutes >= 0) AND (grace_minutes <= 1440))),
    CONSTRAINT objects_horizon_days_check CHECK (((horizon_days >= 1) AND (horizon_days <= 1095))),
    CONSTRAINT objects_lead_minutes_check CHECK ((lead_minutes >= 0)),
    CONSTRAINT objects_own_fields_check CHECK ((own_fields <@ ARRAY['name'::text, 'tariff_id'::text, 'deposit_minor'::text, 'buffer_before_minutes'::text, 'buffer_after_minutes'::text])),
    CONSTRAINT objects_price_minor_check CHECK ((price_minor >= 0)),
    CONSTRAINT objects_rental_unit_check CHECK ((rental_unit = ANY (ARRAY['hour'::text, 'day_24h'::text, 'calendar_day'::text, 'night'::text]))),
    CONSTRAINT objects_start_step_minutes_check CHECK ((start_step_minutes = ANY (ARRAY[15, 30, 60]))),
    CONSTRAINT objects_status_check CHECK ((status = ANY (ARRAY['active'::text, 'stopped'::text]))),
    CONSTRAINT objects_units_max_check CHECK ((units_max >= 1)),
    CONSTRAINT objects_units_min_check CHECK ((units_min >= 1))
);

CREATE TABLE public.orders (
    id uuid NOT NULL,
    code text,
    customer_id uuid NOT NULL,
    legal_entity_id uuid NOT NULL,
    currency character(3) NOT NULL,
    total_minor bigint NOT NULL,
    channel text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT orders_total_minor_check CHECK ((total_minor >= 0))
);

CREATE FUNCTION public.booking_fits(b public.bookings, o public.objects, r public.orders, statuses text[], object_type text, object_id uuid, model_id uuid, location_id uuid, customer_id uuid, order_id uuid, ends_after timestamp with time zone, starts_before timestamp with time zone, created_from timestamp with time zone, created_until timestamp with time zone, channel text, unpaid boolean, stage text, at_time timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
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

CREATE FUNCTION public.cancellation_policies_raise_rate_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM raise_rate_versions(ARRAY(SELECT o.id FROM objects o JOIN object_types t ON t.code = o.type WHERE t.cancellation_policy = NEW.code));
  RETURN NULL;
END $$;

CREATE FUNCTION public.forbid_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION public.forbid_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are archived, never deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION public.holidays_raise_rate_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM raise_rate_versions(ARRAY(
    SELECT o.id FROM objects o
    WHERE o.archived_at IS NULL
      AND (NEW.location_id IS NULL OR o.location_id = NEW.location_id OR TG_OP = 'UPDATE' AND (OLD.location_id IS NULL OR o.location_id = OLD.location_id))));
  RETURN NULL;
END $$;

CREATE FUNCTION public.legal_entities_raise_rate_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM raise_rate_versions_of_entity(NEW.id);
  RETURN NULL;
END $$;

CREATE FUNCTION public.locations_raise_rate_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM FROM objects o WHERE o.location_id = NEW.id ORDER BY o.id FOR NO KEY UPDATE;
  UPDATE objects SET rate_version = rate_version + 1 WHERE location_id = NEW.id;
  RETURN NULL;
END $$;

CREATE FUNCTION public.object_types_raise_rate_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM raise_rate_versions(ARRAY(SELECT o.id FROM objects o WHERE o.type = NEW.code));
  RETURN NULL;
END $$;

CREATE FUNCTION public.objects_keep_rules() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  NEW.rules_id := rental_rules_of(NEW);
  IF TG_OP = 'UPDATE' AND NEW.rules_id IS DISTINCT FROM OLD.rules_id THEN
    NEW.rate_version := greatest(NEW.rate_version, OLD.rate_version + 1);
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.objects_raise_rate_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.partitions_drop_events(parent text, before date) RETURNS integer
    LANGUAGE plpgsql
    AS $_$
DECLARE
  part name;
  waiting boolean;
  gone integer := 0;
BEGIN
  FOR part IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = parent::regclass AND c.relname ~ '_[0-9]{8}$' AND right(c.relname, 8) < to_char(before, 'YYYYMMDD')
    ORDER BY c.relname
  LOOP
    IF parent = 'outbox' THEN
      EXECUTE format('SELECT to_regclass(%L) IS NOT NULL OR EXISTS (SELECT 1 FROM %I WHERE dispatched_at IS NULL)',
                     'event_deliveries_' || right(part, 8), part) INTO waiting;
    ELSE
      EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE state <> ''done'')', part) INTO waiting;
    END IF;
    IF NOT waiting THEN
      EXECUTE format('DROP TABLE %I', part);
      gone := gone + 1;
    END IF;
  END LOOP;
  RETURN gone;
END $_$;

CREATE FUNCTION public.partitions_ensure(around date, days_ahead integer) RETURNS integer
    LANGUAGE sql
    AS $$
  SELECT sum(partitions_ensure(parent, around, days_ahead))::integer
  FROM unnest(ARRAY['outbox', 'event_deliveries', 'audit_log', 'messages']) AS parent
$$;

CREATE FUNCTION public.partitions_ensure(parent text, around date, days_ahead integer) RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE
  by_day boolean := parent IN ('outbox', 'event_deliveries');
  start date;
  name text;
  made integer := 0;
BEGIN
  FOR start IN
    SELECT d::date FROM generate_series(
      CASE WHEN by_day THEN (around - 1)::timestamp ELSE date_trunc('month', around::timestamp) END,
      CASE WHEN by_day THEN (around + days_ahead)::timestamp ELSE date_trunc('month', (around + days_ahead + 31)::timestamp) END,
      CASE WHEN by_day THEN interval '1 day' ELSE interval '1 month' END) d
  LOOP
    name := parent || '_' || to_char(start, CASE WHEN by_day THEN 'YYYYMMDD' ELSE 'YYYYMM' END);
    CONTINUE WHEN to_regclass(name) IS NOT NULL;
    BEGIN
      EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', name, parent, start::text || ' 00:00:00+00',
                     (start + CASE WHEN by_day THEN interval '1 day' ELSE interval '1 month' END)::date::text || ' 00:00:00+00');
      made := made + 1;
    EXCEPTION WHEN check_violation THEN
      -- The default partition has rows of that time already: they stay there, and so does what still comes for it.
      NULL;
    END;
  END LOOP;
  RETURN made;
END $$;

CREATE FUNCTION public.promo_uses_count() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.raise_catalogue_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  UPDATE catalogue_version SET version = version + 1, raised_by = pg_current_xact_id() WHERE raised_by IS DISTINCT FROM pg_current_xact_id();
  RETURN NULL;
END $$;

CREATE FUNCTION public.raise_rate_versions(ids uuid[]) RETURNS void
    LANGUAGE sql
    AS $$
  WITH locked AS MATERIALIZED (
    SELECT o.id FROM objects o WHERE o.id = ANY (ids) ORDER BY o.id FOR NO KEY UPDATE
  )
  UPDATE objects o SET rate_version = o.rate_version + 1 FROM locked WHERE o.id = locked.id
$$;

CREATE FUNCTION public.raise_rate_versions_of_entity(entity uuid) RETURNS void
    LANGUAGE sql
    AS $$
  SELECT raise_rate_versions(ARRAY(
    SELECT o.id FROM objects o JOIN locations l ON l.id = o.location_id
    WHERE coalesce(o.legal_entity_id, l.legal_entity_id) = entity))
$$;

CREATE FUNCTION public.raise_rate_versions_of_types(types text[]) RETURNS void
    LANGUAGE sql
    AS $$
  SELECT raise_rate_versions(ARRAY(SELECT o.id FROM objects o WHERE o.archived_at IS NULL AND (types = '{}' OR o.type = ANY (types))))
$$;

CREATE TABLE public.rental_rules (
    id integer NOT NULL,
    rental_unit text NOT NULL,
    grace_minutes integer NOT NULL,
    start_step_minutes integer NOT NULL,
    check_in_minutes integer NOT NULL,
    check_out_minutes integer NOT NULL,
    units_min integer NOT NULL,
    units_max integer NOT NULL,
    lead_minutes integer NOT NULL,
    horizon_days integer NOT NULL,
    CONSTRAINT rental_rules_check_in CHECK (((check_in_minutes >= 0) AND (check_in_minutes <= 1439))),
    CONSTRAINT rental_rules_check_out CHECK (((check_out_minutes >= 0) AND (check_out_minutes <= 1439))),
    CONSTRAINT rental_rules_grace CHECK (((grace_minutes >= 0) AND (grace_minutes <= 1440))),
    CONSTRAINT rental_rules_horizon CHECK (((horizon_days >= 1) AND (horizon_days <= 1095))),
    CONSTRAINT rental_rules_lead CHECK ((lead_minutes >= 0)),
    CONSTRAINT rental_rules_rental_unit CHECK ((rental_unit = ANY (ARRAY['hour'::text, 'day_24h'::text, 'calendar_day'::text, 'night'::text]))),
    CONSTRAINT rental_rules_start_step CHECK ((start_step_minutes = ANY (ARRAY[15, 30, 60]))),
    CONSTRAINT rental_rules_units CHECK (((units_min >= 1) AND (units_max >= units_min)))
);

CREATE FUNCTION public.rental_rules_like(wanted public.rental_rules) RETURNS integer
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.rental_rules_of(unit public.objects) RETURNS integer
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.settle_rules_of_model() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM FROM objects o WHERE o.model_id = NEW.id ORDER BY o.id FOR NO KEY UPDATE;
  UPDATE objects SET units_min = units_min WHERE model_id = NEW.id;
  RETURN NULL;
END $$;

CREATE FUNCTION public.settle_rules_of_type() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM FROM objects o WHERE o.type = NEW.code ORDER BY o.id FOR NO KEY UPDATE;
  UPDATE objects SET units_min = units_min WHERE type = NEW.code;
  RETURN NULL;
END $$;

CREATE FUNCTION public.tariff_rates_raise_rate_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM raise_rate_versions(ARRAY(SELECT o.id FROM objects o WHERE o.tariff_id IN (SELECT c.tariff_id FROM changed c)));
  RETURN NULL;
END $$;

CREATE FUNCTION public.tariffs_raise_rate_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM raise_rate_versions(ARRAY(SELECT o.id FROM objects o WHERE o.tariff_id = NEW.id));
  RETURN NULL;
END $$;

CREATE FUNCTION public.tax_rates_raise_rate_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM raise_rate_versions_of_entity(NEW.legal_entity_id);
  RETURN NULL;
END $$;

CREATE FUNCTION public.unpaid_holds_give_back() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  DELETE FROM unpaid_holds WHERE booking_id = NEW.id;
  RETURN NULL;
END $$;

CREATE TABLE public.addon_reservations (
    booking_id uuid NOT NULL,
    addon_id uuid NOT NULL,
    location_id uuid NOT NULL,
    blocked tstzrange NOT NULL,
    quantity integer NOT NULL,
    CONSTRAINT addon_reservations_quantity_check CHECK ((quantity >= 1))
);

CREATE TABLE public.addon_stocks (
    addon_id uuid NOT NULL,
    location_id uuid,
    quantity integer NOT NULL,
    CONSTRAINT addon_stocks_quantity_check CHECK (((quantity >= 0) AND (quantity <= 100000)))
);

CREATE TABLE public.addons (
    id uuid NOT NULL,
    name_ru text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    price_minor bigint NOT NULL,
    currency character(3) NOT NULL,
    object_types text[] DEFAULT '{}'::text[] NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    description_ru text DEFAULT ''::text NOT NULL,
    description_en text DEFAULT ''::text NOT NULL,
    charge text DEFAULT 'per_rental'::text NOT NULL,
    percent_thousandths integer DEFAULT 0 NOT NULL,
    amount_max_minor bigint,
    free_from_units integer,
    mandatory boolean DEFAULT false NOT NULL,
    exclusive_group text DEFAULT ''::text NOT NULL,
    quantity_max integer DEFAULT 1 NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    active boolean DEFAULT true NOT NULL,
    changed_by text,
    changed_via text,
    request_id text,
    CONSTRAINT addons_amount_max_minor_check CHECK ((amount_max_minor >= 0)),
    CONSTRAINT addons_charge_check CHECK ((charge = ANY (ARRAY['per_rental'::text, 'per_unit'::text, 'per_piece'::text, 'per_km'::text, 'per_litre'::text, 'percent'::text]))),
    CONSTRAINT addons_free_from_units_check CHECK ((free_from_units >= 1)),
    CONSTRAINT addons_percent_thousandths_check CHECK (((percent_thousandths >= 0) AND (percent_thousandths <= 100000))),
    CONSTRAINT addons_price_minor_check CHECK ((price_minor >= 0)),
    CONSTRAINT addons_quantity_max_check CHECK (((quantity_max >= 1) AND (quantity_max <= 10000)))
);

CREATE TABLE public.api_keys (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    name text NOT NULL,
    key_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone
);

CREATE TABLE public.audit_anchors (
    id uuid NOT NULL,
    storage_key text NOT NULL,
    seal_no bigint NOT NULL,
    hash bytea NOT NULL,
    anchored_at timestamp with time zone NOT NULL,
    CONSTRAINT audit_anchors_hash_check CHECK ((length(hash) = 32))
);

CREATE TABLE public.audit_chain (
    seal_no bigint NOT NULL,
    audit_id bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    table_name text NOT NULL,
    row_id uuid NOT NULL,
    row_key text,
    digest bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_chain_digest_check CHECK ((length(digest) = 32)),
    CONSTRAINT audit_chain_hash_check CHECK ((length(hash) = 32)),
    CONSTRAINT audit_chain_seal_no_check CHECK ((seal_no > 0))
);

CREATE TABLE public.audit_fence (
    only_row boolean DEFAULT true NOT NULL,
    fence_xid xid8 NOT NULL,
    fence_audit_id bigint NOT NULL,
    CONSTRAINT audit_fence_only_row_check CHECK (only_row)
);

CREATE TABLE public.audit_log (
    id bigint NOT NULL,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    table_name text NOT NULL,
    row_id uuid NOT NULL,
    action text NOT NULL,
    actor text NOT NULL,
    channel text NOT NULL,
    request_id text,
    before jsonb,
    after jsonb,
    row_key text,
    CONSTRAINT audit_log_action_check CHECK ((action = ANY (ARRAY['insert'::text, 'update'::text, 'delete'::text])))
)
PARTITION BY RANGE (recorded_at);

CREATE TABLE public.audit_log_default (
    id bigint NOT NULL,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    table_name text NOT NULL,
    row_id uuid NOT NULL,
    action text NOT NULL,
    actor text NOT NULL,
    channel text NOT NULL,
    request_id text,
    before jsonb,
    after jsonb,
    row_key text,
    CONSTRAINT audit_log_action_check CHECK ((action = ANY (ARRAY['insert'::text, 'update'::text, 'delete'::text])))
);

ALTER TABLE public.audit_log ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.audit_seals (
    first_seal_no bigint NOT NULL,
    last_seal_no bigint NOT NULL,
    row_count integer NOT NULL,
    hash bytea NOT NULL,
    sealed_at timestamp with time zone NOT NULL,
    CONSTRAINT audit_seals_check CHECK ((((last_seal_no - first_seal_no) + 1) = row_count)),
    CONSTRAINT audit_seals_hash_check CHECK ((length(hash) = 32)),
    CONSTRAINT audit_seals_row_count_check CHECK ((row_count > 0))
);

CREATE TABLE public.booking_addons (
    booking_id uuid NOT NULL,
    addon_id uuid NOT NULL,
    "position" integer NOT NULL,
    quantity integer NOT NULL,
    name_ru text NOT NULL,
    name_en text NOT NULL,
    charge text NOT NULL,
    price_minor bigint NOT NULL,
    limited boolean NOT NULL,
    CONSTRAINT booking_addons_quantity_check CHECK ((quantity >= 0))
);

CREATE TABLE public.booking_changes (
    id uuid NOT NULL,
    booking_id uuid NOT NULL,
    kind text NOT NULL,
    price_revision integer NOT NULL,
    difference_minor bigint NOT NULL,
    total_minor bigint NOT NULL,
    was_object_id uuid,
    was_start timestamp with time zone,
    was_end timestamp with time zone,
    note text DEFAULT ''::text NOT NULL,
    actor text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT booking_changes_kind_check CHECK ((kind = ANY (ARRAY['changed'::text, 'extended'::text, 'charged'::text, 'adjusted'::text, 'cancelled'::text])))
);

CREATE TABLE public.booking_charges (
    id uuid NOT NULL,
    booking_id uuid NOT NULL,
    "position" integer NOT NULL,
    kind text NOT NULL,
    quantity numeric(12,3) NOT NULL,
    unit_price_minor bigint NOT NULL,
    amount_minor bigint NOT NULL,
    currency character(3) NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    photo_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    changed_by text,
    changed_via text,
    request_id text,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT booking_charges_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT booking_charges_kind_check CHECK ((kind = ANY (ARRAY['mileage'::text, 'engine_hours'::text, 'late'::text, 'fuel'::text, 'cleaning'::text, 'damage'::text, 'fine'::text, 'other'::text]))),
    CONSTRAINT booking_charges_quantity_check CHECK ((quantity > (0)::numeric))
);

CREATE TABLE public.booking_lines (
    booking_id uuid NOT NULL,
    "position" integer NOT NULL,
    kind text NOT NULL,
    title_ru text NOT NULL,
    title_en text NOT NULL,
    quantity numeric(12,3) NOT NULL,
    unit_price_minor bigint NOT NULL,
    amount_minor bigint NOT NULL,
    rule_ru text NOT NULL,
    rule_en text NOT NULL,
    part text DEFAULT 'price'::text NOT NULL,
    price_revision integer DEFAULT 1 NOT NULL,
    CONSTRAINT booking_lines_kind_check CHECK ((kind = ANY (ARRAY['rental'::text, 'addon'::text, 'discount'::text, 'tax'::text, 'fee'::text]))),
    CONSTRAINT booking_lines_part_check CHECK ((part = ANY (ARRAY['price'::text, 'charge'::text, 'adjustment'::text, 'cancellation'::text])))
);

CREATE TABLE public.cancellation_policies (
    id uuid NOT NULL,
    code text NOT NULL,
    name_ru text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    tiers jsonb DEFAULT '[]'::jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    changed_by text,
    changed_via text,
    request_id text,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    CONSTRAINT cancellation_policies_tiers_check CHECK ((jsonb_typeof(tiers) = 'array'::text))
);

CREATE TABLE public.catalogue_version (
    one boolean DEFAULT true NOT NULL,
    version bigint NOT NULL,
    raised_by xid8,
    CONSTRAINT catalogue_version_one_check CHECK (one)
);

CREATE TABLE public.channel_files (
    channel text NOT NULL,
    bot_id text NOT NULL,
    content_sha256 bytea NOT NULL,
    file_id text NOT NULL,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.chat_cards (
    channel text NOT NULL,
    bot_id text NOT NULL,
    chat_id text NOT NULL,
    booking_id uuid NOT NULL,
    message_id text,
    rendered_version integer DEFAULT 0 NOT NULL,
    updated_at timestamp with time zone NOT NULL
);

CREATE TABLE public.chats (
    channel text NOT NULL,
    bot_id text NOT NULL,
    chat_id text NOT NULL,
    customer_id uuid,
    language text,
    screen text DEFAULT 'start'::text NOT NULL,
    params jsonb DEFAULT '{}'::jsonb NOT NULL,
    screen_version integer DEFAULT 0 NOT NULL,
    message_id text,
    message_kind text,
    extra_message_ids text[] DEFAULT '{}'::text[] NOT NULL,
    unreachable_at timestamp with time zone,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT chats_channel_check CHECK ((channel = ANY (ARRAY['telegram'::text, 'whatsapp'::text, 'max'::text, 'console'::text]))),
    CONSTRAINT chats_language_check CHECK ((language = ANY (ARRAY['ru'::text, 'en'::text]))),
    CONSTRAINT chats_message_kind_check CHECK ((message_kind = ANY (ARRAY['text'::text, 'photo'::text, 'contact'::text])))
);

CREATE TABLE public.consent_documents (
    kind text NOT NULL,
    version integer NOT NULL,
    text_ru text NOT NULL,
    text_en text NOT NULL,
    sha256 bytea NOT NULL,
    published_at timestamp with time zone NOT NULL,
    CONSTRAINT consent_documents_kind_check CHECK ((kind = ANY (ARRAY['personal_data'::text, 'offer'::text, 'marketing'::text, 'analytics'::text])))
);

CREATE TABLE public.consents (
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    kind text NOT NULL,
    version integer NOT NULL,
    text_sha256 bytea NOT NULL,
    channel text NOT NULL,
    channel_ref text DEFAULT ''::text NOT NULL,
    granted_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone
);

CREATE TABLE public.customers (
    id uuid NOT NULL,
    kind text DEFAULT 'person'::text NOT NULL,
    name text NOT NULL,
    family_name text,
    given_name text,
    patronymic text,
    birth_date date,
    inn text,
    kpp text,
    language text DEFAULT 'ru'::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    data_key bytea,
    blocked_at timestamp with time zone,
    blocked_by text,
    blocked_reason text,
    merged_into_id uuid,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    CONSTRAINT customers_kind_check CHECK ((kind = ANY (ARRAY['person'::text, 'company'::text]))),
    CONSTRAINT customers_language_check CHECK ((language = ANY (ARRAY['ru'::text, 'en'::text])))
);

CREATE TABLE public.event_deliveries (
    event_id uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    subscriber text NOT NULL,
    state text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone NOT NULL,
    last_error text,
    CONSTRAINT event_deliveries_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'done'::text, 'parked'::text])))
)
PARTITION BY RANGE (recorded_at);

CREATE TABLE public.event_deliveries_default (
    event_id uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    subscriber text NOT NULL,
    state text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone NOT NULL,
    last_error text,
    CONSTRAINT event_deliveries_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'done'::text, 'parked'::text])))
);

CREATE TABLE public.event_subscriptions (
    subscriber text NOT NULL,
    event_type text NOT NULL
);

CREATE TABLE public.handovers (
    booking_id uuid NOT NULL,
    kind text NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    odometer_km integer,
    engine_hours_tenths integer,
    fuel_eighths smallint,
    fuel_litres_tenths integer,
    note text DEFAULT ''::text NOT NULL,
    photo_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    changed_by text,
    changed_via text,
    request_id text,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT handovers_engine_hours_tenths_check CHECK (((engine_hours_tenths >= 0) AND (engine_hours_tenths <= 9999999))),
    CONSTRAINT handovers_fuel_eighths_check CHECK (((fuel_eighths >= 0) AND (fuel_eighths <= 8))),
    CONSTRAINT handovers_fuel_litres_tenths_check CHECK (((fuel_litres_tenths >= 0) AND (fuel_litres_tenths <= 99999))),
    CONSTRAINT handovers_kind_check CHECK ((kind = ANY (ARRAY['pickup'::text, 'return'::text]))),
    CONSTRAINT handovers_odometer_km_check CHECK (((odometer_km >= 0) AND (odometer_km <= 9999999)))
);

CREATE TABLE public.holidays (
    id uuid NOT NULL,
    date date NOT NULL,
    name_ru text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    location_id uuid,
    version integer DEFAULT 1 NOT NULL,
    changed_by text,
    changed_via text,
    request_id text,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone
);

CREATE TABLE public.idempotency_keys (
    principal text NOT NULL,
    route text NOT NULL,
    key text NOT NULL,
    request_sha256 bytea NOT NULL,
    resource_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL
);

CREATE TABLE public.identities (
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    kind text NOT NULL,
    scope text DEFAULT ''::text NOT NULL,
    value text NOT NULL,
    verified_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT identities_kind_check CHECK ((kind = ANY (ARRAY['phone'::text, 'email'::text, 'telegram'::text, 'whatsapp'::text, 'max'::text, 'console'::text])))
);

CREATE TABLE public.inbox (
    source text NOT NULL,
    key text NOT NULL,
    lane text NOT NULL,
    seq bigint NOT NULL,
    payload bytea,
    state text DEFAULT 'pending'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT now() NOT NULL,
    last_error text,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT inbox_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'done'::text, 'parked'::text])))
);

CREATE TABLE public.inbox_lanes (
    source text NOT NULL,
    lane text NOT NULL,
    leased_until timestamp with time zone,
    leased_by text
);

ALTER TABLE public.inbox ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.inbox_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_entries (
    order_id uuid NOT NULL,
    id bigint NOT NULL,
    booking_id uuid,
    account text NOT NULL,
    amount_minor bigint NOT NULL,
    currency character(3) NOT NULL,
    cause_kind text NOT NULL,
    cause_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT ledger_entries_account_check CHECK ((account = ANY (ARRAY['charge'::text, 'payment'::text, 'refund'::text, 'deposit_held'::text, 'deposit_taken'::text, 'writeoff'::text])))
);

ALTER TABLE public.ledger_entries ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ledger_entries_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.legal_entities (
    id uuid NOT NULL,
    name text NOT NULL,
    short_name text NOT NULL,
    inn text,
    kpp text,
    ogrn text,
    address text DEFAULT ''::text NOT NULL,
    bank jsonb DEFAULT '{}'::jsonb NOT NULL,
    signatory text DEFAULT ''::text NOT NULL,
    tax_system text DEFAULT 'usn_income'::text NOT NULL,
    fiscal_scheme text DEFAULT 'none'::text NOT NULL,
    country character(2) DEFAULT 'RU'::bpchar NOT NULL,
    currency character(3) DEFAULT 'RUB'::bpchar NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    tax_inclusive boolean DEFAULT true NOT NULL,
    changed_by text,
    changed_via text,
    request_id text,
    CONSTRAINT legal_entities_fiscal_scheme_check CHECK ((fiscal_scheme = ANY (ARRAY['yookassa'::text, 'cash_register'::text, 'npd'::text, 'none'::text]))),
    CONSTRAINT legal_entities_tax_system_check CHECK ((tax_system = ANY (ARRAY['general'::text, 'usn_income'::text, 'usn_income_expense'::text, 'eshn'::text, 'patent'::text, 'npd'::text, 'none'::text])))
);

CREATE TABLE public.locations (
    id uuid NOT NULL,
    legal_entity_id uuid NOT NULL,
    name_ru text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    city_ru text NOT NULL,
    city_en text DEFAULT ''::text NOT NULL,
    address_ru text DEFAULT ''::text NOT NULL,
    address_en text DEFAULT ''::text NOT NULL,
    latitude double precision,
    longitude double precision,
    time_zone text NOT NULL,
    hours jsonb DEFAULT '{}'::jsonb NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    changed_by text,
    changed_via text,
    request_id text
);

CREATE TABLE public.messages (
    id uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    channel text NOT NULL,
    bot_id text NOT NULL,
    chat_id text NOT NULL,
    audience text NOT NULL,
    template text NOT NULL,
    booking_id uuid,
    state text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone,
    provider_message_id text,
    last_error text,
    sent_at timestamp with time zone,
    facts jsonb,
    CONSTRAINT messages_audience_check CHECK ((audience = ANY (ARRAY['customer'::text, 'operators'::text]))),
    CONSTRAINT messages_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'sending'::text, 'sent'::text, 'skipped'::text, 'failed'::text, 'parked'::text])))
)
PARTITION BY RANGE (recorded_at);

CREATE TABLE public.messages_default (
    id uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    channel text NOT NULL,
    bot_id text NOT NULL,
    chat_id text NOT NULL,
    audience text NOT NULL,
    template text NOT NULL,
    booking_id uuid,
    state text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone,
    provider_message_id text,
    last_error text,
    sent_at timestamp with time zone,
    facts jsonb,
    CONSTRAINT messages_audience_check CHECK ((audience = ANY (ARRAY['customer'::text, 'operators'::text]))),
    CONSTRAINT messages_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'sending'::text, 'sent'::text, 'skipped'::text, 'failed'::text, 'parked'::text])))
);

CREATE TABLE public.object_deadlines (
    id uuid NOT NULL,
    object_id uuid NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    due_date date,
    due_km integer,
    remind_days integer[] DEFAULT '{}'::integer[] NOT NULL,
    stops_sales boolean DEFAULT false NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    done_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    changed_by text,
    changed_via text,
    request_id text,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    CONSTRAINT object_deadlines_due CHECK (((due_date IS NOT NULL) OR (due_km IS NOT NULL))),
    CONSTRAINT object_deadlines_due_km_check CHECK ((due_km > 0)),
    CONSTRAINT object_deadlines_kind_check CHECK ((kind = ANY (ARRAY['service'::text, 'insurance'::text, 'inspection'::text, 'other'::text])))
);

CREATE TABLE public.object_models (
    id uuid NOT NULL,
    type text NOT NULL,
    name_ru text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    description_ru text DEFAULT ''::text NOT NULL,
    description_en text DEFAULT ''::text NOT NULL,
    properties jsonb DEFAULT '{}'::jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    changed_by text,
    changed_via text,
    request_id text,
    tariff_id uuid,
    deposit_minor bigint,
    buffer_before_minutes integer,
    buffer_after_minutes integer,
    rental_unit text,
    grace_minutes integer,
    start_step_minutes integer,
    check_in_minutes integer,
    check_out_minutes integer,
    units_min integer,
    units_max integer,
    lead_minutes integer,
    horizon_days integer,
    "position" integer DEFAULT 0 NOT NULL,
    CONSTRAINT object_models_buffer_after_minutes_check CHECK (((buffer_after_minutes >= 0) AND (buffer_after_minutes <= 10080))),
    CONSTRAINT object_models_buffer_before_minutes_check CHECK (((buffer_before_minutes >= 0) AND (buffer_before_minutes <= 10080))),
    CONSTRAINT object_models_check_in_minutes_check CHECK (((check_in_minutes >= 0) AND (check_in_minutes <= 1439))),
    CONSTRAINT object_models_check_out_minutes_check CHECK (((check_out_minutes >= 0) AND (check_out_minutes <= 1439))),
    CONSTRAINT object_models_deposit_minor_check CHECK ((deposit_minor >= 0)),
    CONSTRAINT object_models_grace_minutes_check CHECK (((grace_minutes >= 0) AND (grace_minutes <= 1440))),
    CONSTRAINT object_models_horizon_days_check CHECK (((horizon_days >= 1) AND (horizon_days <= 1095))),
    CONSTRAINT object_models_lead_minutes_check CHECK ((lead_minutes >= 0)),
    CONSTRAINT object_models_rental_unit_check CHECK ((rental_unit = ANY (ARRAY['hour'::text, 'day_24h'::text, 'calendar_day'::text, 'night'::text]))),
    CONSTRAINT object_models_start_step_minutes_check CHECK ((start_step_minutes = ANY (ARRAY[15, 30, 60]))),
    CONSTRAINT object_models_units_max_check CHECK ((units_max >= 1)),
    CONSTRAINT object_models_units_min_check CHECK ((units_min >= 1))
);

CREATE TABLE public.object_types (
    code text NOT NULL,
    name_ru text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    icon text DEFAULT ''::text NOT NULL,
    rental_unit text NOT NULL,
    grace_minutes integer DEFAULT 60 NOT NULL,
    start_step_minutes integer DEFAULT 60 NOT NULL,
    check_in_minutes integer DEFAULT 600 NOT NULL,
    check_out_minutes integer DEFAULT 600 NOT NULL,
    units_min integer DEFAULT 1 NOT NULL,
    units_max integer DEFAULT 60 NOT NULL,
    lead_minutes integer DEFAULT 0 NOT NULL,
    horizon_days integer DEFAULT 365 NOT NULL,
    hold_minutes integer,
    property_schema jsonb DEFAULT '[]'::jsonb NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    cancellation_policy text DEFAULT 'law'::text NOT NULL,
    changed_by text,
    changed_via text,
    request_id text,
    settlement jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT object_types_check CHECK ((units_max >= units_min)),
    CONSTRAINT object_types_check_in_minutes_check CHECK (((check_in_minutes >= 0) AND (check_in_minutes <= 1439))),
    CONSTRAINT object_types_check_out_minutes_check CHECK (((check_out_minutes >= 0) AND (check_out_minutes <= 1439))),
    CONSTRAINT object_types_grace_minutes_check CHECK (((grace_minutes >= 0) AND (grace_minutes <= 1440))),
    CONSTRAINT object_types_hold_minutes_check CHECK ((hold_minutes > 0)),
    CONSTRAINT object_types_horizon_days_check CHECK (((horizon_days >= 1) AND (horizon_days <= 1095))),
    CONSTRAINT object_types_lead_minutes_check CHECK ((lead_minutes >= 0)),
    CONSTRAINT object_types_rental_unit_check CHECK ((rental_unit = ANY (ARRAY['hour'::text, 'day_24h'::text, 'calendar_day'::text, 'night'::text]))),
    CONSTRAINT object_types_start_step_minutes_check CHECK ((start_step_minutes = ANY (ARRAY[15, 30, 60]))),
    CONSTRAINT object_types_units_min_check CHECK ((units_min >= 1))
);

CREATE TABLE public.operators (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    rights text[] DEFAULT '{}'::text[] NOT NULL,
    department text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone
);

CREATE TABLE public.outbox (
    id uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    type text NOT NULL,
    aggregate_kind text NOT NULL,
    aggregate_id uuid NOT NULL,
    payload jsonb NOT NULL,
    dispatched_at timestamp with time zone
)
PARTITION BY RANGE (recorded_at);

CREATE TABLE public.outbox_default (
    id uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    type text NOT NULL,
    aggregate_kind text NOT NULL,
    aggregate_id uuid NOT NULL,
    payload jsonb NOT NULL,
    dispatched_at timestamp with time zone
);

CREATE TABLE public.payment_allocations (
    payment_id uuid NOT NULL,
    booking_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    CONSTRAINT payment_allocations_amount_minor_check CHECK ((amount_minor > 0))
);

CREATE TABLE public.payments (
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    booking_id uuid,
    method text NOT NULL,
    kind text NOT NULL,
    provider text,
    provider_payment_id text,
    status text NOT NULL,
    cancel_reason text,
    amount_minor bigint NOT NULL,
    currency character(3) NOT NULL,
    confirmation_url text,
    return_url text,
    description text DEFAULT ''::text NOT NULL,
    language text DEFAULT 'ru'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_poll_at timestamp with time zone,
    last_error text,
    version integer DEFAULT 1 NOT NULL,
    changed_by text,
    changed_via text,
    request_id text,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    succeeded_at timestamp with time zone,
    CONSTRAINT payments_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT payments_kind_check CHECK ((kind = ANY (ARRAY['full'::text, 'prepayment'::text, 'balance'::text, 'deposit'::text]))),
    CONSTRAINT payments_language_check CHECK ((language = ANY (ARRAY['ru'::text, 'en'::text]))),
    CONSTRAINT payments_method_check CHECK ((method = ANY (ARRAY['online'::text, 'cash'::text, 'card_terminal'::text, 'bank_transfer'::text]))),
    CONSTRAINT payments_status_check CHECK ((status = ANY (ARRAY['created'::text, 'pending'::text, 'waiting_for_capture'::text, 'succeeded'::text, 'canceled'::text])))
);

CREATE TABLE public.photo_variants (
    photo_id uuid NOT NULL,
    variant text NOT NULL,
    storage_key text NOT NULL,
    content_type text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    size_bytes integer NOT NULL,
    sha256 bytea NOT NULL,
    CONSTRAINT photo_variants_content_type_check CHECK ((content_type = ANY (ARRAY['image/jpeg'::text, 'image/png'::text]))),
    CONSTRAINT photo_variants_height_check CHECK ((height > 0)),
    CONSTRAINT photo_variants_size_bytes_check CHECK ((size_bytes > 0)),
    CONSTRAINT photo_variants_variant_check CHECK ((variant = ANY (ARRAY['card'::text, 'thumb'::text]))),
    CONSTRAINT photo_variants_width_check CHECK ((width > 0))
);

CREATE TABLE public.photos (
    id uuid NOT NULL,
    model_id uuid,
    object_id uuid,
    "position" integer DEFAULT 0 NOT NULL,
    storage_key text NOT NULL,
    content_type text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    size_bytes integer NOT NULL,
    sha256 bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT photos_check CHECK (((model_id IS NULL) <> (object_id IS NULL))),
    CONSTRAINT photos_content_type_check CHECK ((content_type = ANY (ARRAY['image/jpeg'::text, 'image/png'::text]))),
    CONSTRAINT photos_height_check CHECK ((height > 0)),
    CONSTRAINT photos_size_bytes_check CHECK ((size_bytes > 0)),
    CONSTRAINT photos_width_check CHECK ((width > 0))
);

CREATE TABLE public.tariff_rates (
    tariff_id uuid NOT NULL,
    units_from integer NOT NULL,
    price_minor bigint NOT NULL,
    season text DEFAULT ''::text NOT NULL,
    weekdays integer[] DEFAULT '{}'::integer[] NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    changed_by text,
    changed_via text,
    request_id text,
    CONSTRAINT tariff_rates_price_minor_check CHECK ((price_minor >= 0)),
    CONSTRAINT tariff_rates_units_from_check CHECK ((units_from >= 1))
);

CREATE TABLE public.tariffs (
    id uuid NOT NULL,
    name_ru text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    mode text NOT NULL,
    currency character(3) NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    seasons jsonb DEFAULT '[]'::jsonb NOT NULL,
    day_rules jsonb DEFAULT '[]'::jsonb NOT NULL,
    capped_by_longer boolean DEFAULT false NOT NULL,
    rounding_minor bigint DEFAULT 1 NOT NULL,
    changed_by text,
    changed_via text,
    request_id text,
    CONSTRAINT tariffs_day_rules_check CHECK ((jsonb_typeof(day_rules) = 'array'::text)),
    CONSTRAINT tariffs_mode_check CHECK ((mode = ANY (ARRAY['by_length'::text, 'packages'::text]))),
    CONSTRAINT tariffs_rounding_minor_check CHECK ((rounding_minor >= 1)),
    CONSTRAINT tariffs_seasons_check CHECK ((jsonb_typeof(seasons) = 'array'::text))
);

CREATE TABLE public.tax_rates (
    id uuid NOT NULL,
    legal_entity_id uuid NOT NULL,
    name_ru text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    percent_thousandths integer NOT NULL,
    valid_from date,
    valid_until date,
    version integer DEFAULT 1 NOT NULL,
    changed_by text,
    changed_via text,
    request_id text,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    CONSTRAINT tax_rates_percent_thousandths_check CHECK (((percent_thousandths >= 0) AND (percent_thousandths <= 100000))),
    CONSTRAINT tax_rates_period CHECK ((valid_from <= valid_until))
);

CREATE VIEW public.price_terms AS
 SELECT o.id AS object_id,
    (json_build_object('tariff', json_build_object('name', json_build_object('ru', f.name_ru, 'en', f.name_en), 'mode', f.mode, 'seasons', f.seasons, 'day_rules', f.day_rules, 'capped_by_longer', f.capped_by_longer, 'rounding_minor', f.rounding_minor, 'rates', ( SELECT COALESCE(json_agg(json_strip_nulls(json_build_object('units_from', r.units_from, 'price_minor', r.price_minor, 'season', NULLIF(r.season, ''::text), 'weekdays', NULLIF(r.weekdays, '{}'::integer[]))) ORDER BY r.season, r.units_from, r.weekdays), '[]'::json) AS "coalesce"
           FROM public.tariff_rates r
          WHERE (r.tariff_id = o.tariff_id))), 'holidays', ( SELECT COALESCE(json_agg(h.date ORDER BY h.date), '[]'::json) AS "coalesce"
           FROM ( SELECT DISTINCT d.date
                   FROM public.holidays d
                  WHERE ((d.archived_at IS NULL) AND ((d.location_id IS NULL) OR (d.location_id = o.location_id)))) h), 'addons', ( SELECT COALESCE(json_agg(json_build_object('id', a.id, 'name', json_build_object('ru', a.name_ru, 'en', a.name_en), 'charge', a.charge, 'price_minor', a.price_minor, 'percent_thousandths', a.percent_thousandths, 'amount_max_minor', a.amount_max_minor, 'free_from_units', a.free_from_units, 'mandatory', a.mandatory, 'exclusive_group', a.exclusive_group, 'quantity_max', a.quantity_max, 'limited', (EXISTS ( SELECT
                   FROM public.addon_stocks s
                  WHERE (s.addon_id = a.id)))) ORDER BY a."position", a.name_ru, a.id), '[]'::json) AS "coalesce"
           FROM public.addons a
          WHERE (a.active AND (a.archived_at IS NULL) AND (a.currency = o.currency) AND ((a.object_types = '{}'::text[]) OR (o.type = ANY (a.object_types))) AND ((NOT (EXISTS ( SELECT
                   FROM public.addon_stocks s
                  WHERE (s.addon_id = a.id)))) OR (EXISTS ( SELECT
                   FROM public.addon_stocks s
                  WHERE ((s.addon_id = a.id) AND ((s.location_id IS NULL) OR (s.location_id = o.location_id)))))))), 'taxes', ( SELECT COALESCE(json_agg(json_build_object('name', json_build_object('ru', x.name_ru, 'en', x.name_en), 'percent_thousandths', x.percent_thousandths, 'valid_from', x.valid_from, 'valid_until', x.valid_until) ORDER BY x.valid_from), '[]'::json) AS "coalesce"
           FROM public.tax_rates x
          WHERE ((x.legal_entity_id = e.id) AND (x.archived_at IS NULL))), 'tax_inclusive', e.tax_inclusive, 'cancellation', json_build_object('code', c.code, 'name', json_build_object('ru', c.name_ru, 'en', c.name_en), 'tiers', c.tiers)))::text AS terms
   FROM (((((public.objects o
     JOIN public.tariffs f ON ((f.id = o.tariff_id)))
     JOIN public.locations l ON ((l.id = o.location_id)))
     JOIN public.legal_entities e ON ((e.id = COALESCE(o.legal_entity_id, l.legal_entity_id))))
     JOIN public.object_types t ON ((t.code = o.type)))
     JOIN public.cancellation_policies c ON ((c.code = t.cancellation_policy)));

CREATE TABLE public.promo_codes (
    id uuid NOT NULL,
    code text NOT NULL,
    name_ru text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    percent_thousandths integer DEFAULT 0 NOT NULL,
    amount_minor bigint DEFAULT 0 NOT NULL,
    currency character(3) NOT NULL,
    discount_max_minor bigint,
    covers_addons boolean DEFAULT false NOT NULL,
    units_min integer DEFAULT 1 NOT NULL,
    object_types text[] DEFAULT '{}'::text[] NOT NULL,
    starts_from date,
    starts_until date,
    valid_from timestamp with time zone,
    valid_until timestamp with time zone,
    max_uses integer,
    customer_uses_max integer,
    budget_minor bigint,
    uses integer DEFAULT 0 NOT NULL,
    spent_minor bigint DEFAULT 0 NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    changed_by text,
    changed_via text,
    request_id text,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    CONSTRAINT promo_codes_amount_minor_check CHECK ((amount_minor >= 0)),
    CONSTRAINT promo_codes_budget CHECK ((spent_minor <= budget_minor)),
    CONSTRAINT promo_codes_budget_minor_check CHECK ((budget_minor >= 0)),
    CONSTRAINT promo_codes_customer_uses_max_check CHECK ((customer_uses_max >= 1)),
    CONSTRAINT promo_codes_discount_max_minor_check CHECK ((discount_max_minor >= 0)),
    CONSTRAINT promo_codes_max_uses_check CHECK ((max_uses >= 0)),
    CONSTRAINT promo_codes_one_discount CHECK (((percent_thousandths > 0) <> (amount_minor > 0))),
    CONSTRAINT promo_codes_percent_thousandths_check CHECK (((percent_thousandths >= 0) AND (percent_thousandths <= 100000))),
    CONSTRAINT promo_codes_spent_minor_check CHECK ((spent_minor >= 0)),
    CONSTRAINT promo_codes_starts CHECK ((starts_from <= starts_until)),
    CONSTRAINT promo_codes_units_min_check CHECK ((units_min >= 1)),
    CONSTRAINT promo_codes_uses CHECK ((uses <= max_uses)),
    CONSTRAINT promo_codes_uses_check CHECK ((uses >= 0)),
    CONSTRAINT promo_codes_valid CHECK ((valid_from < valid_until))
);

CREATE TABLE public.promo_uses (
    booking_id uuid NOT NULL,
    promo_code_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    terms_version integer NOT NULL,
    discount_minor bigint NOT NULL,
    in_force boolean DEFAULT true NOT NULL,
    CONSTRAINT promo_uses_discount_minor_check CHECK ((discount_minor >= 0))
);

ALTER TABLE public.rental_rules ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.rental_rules_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.schema_migrations (
    number integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.unpaid_holds (
    customer_id uuid NOT NULL,
    slot integer NOT NULL,
    slots_max integer NOT NULL,
    object_id uuid NOT NULL,
    booking_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT unpaid_holds_limit CHECK (((slot >= 1) AND (slot <= slots_max)))
);

CREATE TABLE public.users (
    id uuid NOT NULL,
    email text,
    phone text,
    name text DEFAULT ''::text NOT NULL,
    role text NOT NULL,
    password_hash text,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    CONSTRAINT users_role_check CHECK ((role = ANY (ARRAY['user'::text, 'operator'::text, 'administrator'::text])))
);

ALTER TABLE ONLY public.audit_log ATTACH PARTITION public.audit_log_default DEFAULT;

ALTER TABLE ONLY public.event_deliveries ATTACH PARTITION public.event_deliveries_default DEFAULT;

ALTER TABLE ONLY public.messages ATTACH PARTITION public.messages_default DEFAULT;

ALTER TABLE ONLY public.outbox ATTACH PARTITION public.outbox_default DEFAULT;

ALTER TABLE ONLY public.addon_reservations
    ADD CONSTRAINT addon_reservations_pkey PRIMARY KEY (booking_id, addon_id);

ALTER TABLE ONLY public.addons
    ADD CONSTRAINT addons_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_key_hash_key UNIQUE (key_hash);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_anchors
    ADD CONSTRAINT audit_anchors_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_anchors
    ADD CONSTRAINT audit_anchors_storage_key_key UNIQUE (storage_key);

ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_once UNIQUE (audit_id);

ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_pkey PRIMARY KEY (seal_no);

ALTER TABLE ONLY public.audit_fence
    ADD CONSTRAINT audit_fence_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id, recorded_at);

ALTER TABLE ONLY public.audit_log_default
    ADD CONSTRAINT audit_log_default_pkey PRIMARY KEY (id, recorded_at);

ALTER TABLE ONLY public.audit_seals
    ADD CONSTRAINT audit_seals_last UNIQUE (last_seal_no);

ALTER TABLE ONLY public.audit_seals
    ADD CONSTRAINT audit_seals_pkey PRIMARY KEY (first_seal_no);

ALTER TABLE ONLY public.booking_addons
    ADD CONSTRAINT booking_addons_pkey PRIMARY KEY (booking_id, addon_id);

ALTER TABLE ONLY public.booking_changes
    ADD CONSTRAINT booking_changes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.booking_charges
    ADD CONSTRAINT booking_charges_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.booking_lines
    ADD CONSTRAINT booking_lines_pkey PRIMARY KEY (booking_id, "position");

ALTER TABLE ONLY public.bookings
    ADD CONSTRAINT bookings_code UNIQUE (code);

ALTER TABLE ONLY public.bookings
    ADD CONSTRAINT bookings_no_overlap EXCLUDE USING gist (object_id WITH =, blocked WITH &&) WHERE ((status <> 'cancelled'::text));

ALTER TABLE ONLY public.bookings
    ADD CONSTRAINT bookings_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.cancellation_policies
    ADD CONSTRAINT cancellation_policies_code UNIQUE (code);

ALTER TABLE ONLY public.cancellation_policies
    ADD CONSTRAINT cancellation_policies_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalogue_version
    ADD CONSTRAINT catalogue_version_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.channel_files
    ADD CONSTRAINT channel_files_pkey PRIMARY KEY (channel, bot_id, content_sha256);

ALTER TABLE ONLY public.chat_cards
    ADD CONSTRAINT chat_cards_pkey PRIMARY KEY (channel, bot_id, chat_id, booking_id);

ALTER TABLE ONLY public.chats
    ADD CONSTRAINT chats_pkey PRIMARY KEY (channel, bot_id, chat_id);

ALTER TABLE ONLY public.consent_documents
    ADD CONSTRAINT consent_documents_pkey PRIMARY KEY (kind, version);

ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.event_deliveries
    ADD CONSTRAINT event_deliveries_pkey PRIMARY KEY (event_id, subscriber, recorded_at);

ALTER TABLE ONLY public.event_deliveries_default
    ADD CONSTRAINT event_deliveries_default_pkey PRIMARY KEY (event_id, subscriber, recorded_at);

ALTER TABLE ONLY public.event_subscriptions
    ADD CONSTRAINT event_subscriptions_pkey PRIMARY KEY (subscriber, event_type);

ALTER TABLE ONLY public.handovers
    ADD CONSTRAINT handovers_pkey PRIMARY KEY (booking_id, kind);

ALTER TABLE ONLY public.holidays
    ADD CONSTRAINT holidays_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (principal, route, key);

ALTER TABLE ONLY public.identities
    ADD CONSTRAINT identities_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox_lanes
    ADD CONSTRAINT inbox_lanes_pkey PRIMARY KEY (source, lane);

ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (source, key);

ALTER TABLE ONLY public.ledger_entries
    ADD CONSTRAINT ledger_entries_pkey PRIMARY KEY (order_id, id);

ALTER TABLE ONLY public.legal_entities
    ADD CONSTRAINT legal_entities_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.locations
    ADD CONSTRAINT locations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (id, recorded_at);

ALTER TABLE ONLY public.messages_default
    ADD CONSTRAINT messages_default_pkey PRIMARY KEY (id, recorded_at);

ALTER TABLE ONLY public.object_deadlines
    ADD CONSTRAINT object_deadlines_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.object_models
    ADD CONSTRAINT object_models_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.object_types
    ADD CONSTRAINT object_types_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.objects
    ADD CONSTRAINT objects_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.operators
    ADD CONSTRAINT operators_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.operators
    ADD CONSTRAINT operators_user_id_key UNIQUE (user_id);

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id, recorded_at);

ALTER TABLE ONLY public.outbox_default
    ADD CONSTRAINT outbox_default_pkey PRIMARY KEY (id, recorded_at);

ALTER TABLE ONLY public.payment_allocations
    ADD CONSTRAINT payment_allocations_pkey PRIMARY KEY (payment_id, booking_id);

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.photo_variants
    ADD CONSTRAINT photo_variants_pkey PRIMARY KEY (photo_id, variant);

ALTER TABLE ONLY public.photos
    ADD CONSTRAINT photos_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.promo_codes
    ADD CONSTRAINT promo_codes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.promo_uses
    ADD CONSTRAINT promo_uses_pkey PRIMARY KEY (booking_id);

ALTER TABLE ONLY public.rental_rules
    ADD CONSTRAINT rental_rules_distinct UNIQUE (rental_unit, grace_minutes, start_step_minutes, check_in_minutes, check_out_minutes, units_min, units_max, lead_minutes, horizon_days);

ALTER TABLE ONLY public.rental_rules
    ADD CONSTRAINT rental_rules_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.tariff_rates
    ADD CONSTRAINT tariff_rates_pkey PRIMARY KEY (tariff_id, season, units_from, weekdays);

ALTER TABLE ONLY public.tariffs
    ADD CONSTRAINT tariffs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tax_rates
    ADD CONSTRAINT tax_rates_no_overlap EXCLUDE USING gist (legal_entity_id WITH =, daterange(valid_from, valid_until, '[]'::text) WITH &&) WHERE ((archived_at IS NULL));

ALTER TABLE ONLY public.tax_rates
    ADD CONSTRAINT tax_rates_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.unpaid_holds
    ADD CONSTRAINT unpaid_holds_object UNIQUE (customer_id, object_id);

ALTER TABLE ONLY public.unpaid_holds
    ADD CONSTRAINT unpaid_holds_pkey PRIMARY KEY (customer_id, slot);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

CREATE INDEX addon_reservations_blocked ON public.addon_reservations USING gist (addon_id, blocked);

CREATE UNIQUE INDEX addon_stocks_place ON public.addon_stocks USING btree (addon_id, location_id) NULLS NOT DISTINCT;

CREATE INDEX audit_anchors_time ON public.audit_anchors USING btree (anchored_at);

CREATE INDEX audit_log_staff ON ONLY public.audit_log USING btree (actor, id) WHERE ((actor !~~ 'customer:%'::text) AND (actor !~~ 'system:%'::text));

CREATE INDEX audit_log_default_actor_id_idx ON public.audit_log_default USING btree (actor, id) WHERE ((actor !~~ 'customer:%'::text) AND (actor !~~ 'system:%'::text));

CREATE INDEX audit_log_row ON ONLY public.audit_log USING btree (row_id);

CREATE INDEX audit_log_default_row_id_idx ON public.audit_log_default USING btree (row_id);

CREATE INDEX audit_log_other_tables ON ONLY public.audit_log USING btree (table_name, id) WHERE (table_name <> 'bookings'::text);

CREATE INDEX audit_log_default_table_name_id_idx ON public.audit_log_default USING btree (table_name, id) WHERE (table_name <> 'bookings'::text);

CREATE INDEX booking_changes_booking ON public.booking_changes USING btree (booking_id, created_at);

CREATE INDEX booking_charges_booking ON public.booking_charges USING btree (booking_id, "position");

CREATE INDEX bookings_amount ON public.bookings USING btree (amount_minor, id);

CREATE INDEX bookings_created ON public.bookings USING btree (created_at, id);

CREATE INDEX bookings_date_start ON public.bookings USING btree (date_start);

CREATE INDEX bookings_hold_expiry ON public.bookings USING btree (hold_expires_at) WHERE (status = 'awaiting_payment'::text);

CREATE INDEX bookings_live ON public.bookings USING btree (object_id, blocked_from) INCLUDE (blocked_until) WHERE (status = ANY (ARRAY['awaiting_payment'::text, 'confirmed'::text, 'paid'::text]));

CREATE INDEX bookings_note_words ON public.bookings USING gin (to_tsvector('simple'::regconfig, note)) WHERE (note <> ''::text);

CREATE INDEX bookings_object ON public.bookings USING btree (object_id, date_start);

CREATE INDEX bookings_order ON public.bookings USING btree (order_id);

CREATE INDEX bookings_out ON public.bookings USING btree (object_id) INCLUDE (date_end) WHERE ((picked_up_at IS NOT NULL) AND (returned_at IS NULL) AND (status = ANY (ARRAY['awaiting_payment'::text, 'confirmed'::text, 'paid'::text])));

CREATE INDEX bookings_returned ON public.bookings USING btree (blocked_until) WHERE (((returned_at IS NOT NULL) OR (kind = 'block'::text)) AND (status = ANY (ARRAY['confirmed'::text, 'paid'::text])));

CREATE INDEX chat_cards_booking ON public.chat_cards USING btree (booking_id);

CREATE INDEX chats_customer ON public.chats USING btree (customer_id);

CREATE UNIQUE INDEX consents_in_force ON public.consents USING btree (customer_id, kind, version) WHERE (withdrawn_at IS NULL);

CREATE INDEX event_deliveries_due ON ONLY public.event_deliveries USING btree (subscriber, next_attempt_at) WHERE (state = 'pending'::text);

CREATE INDEX event_deliveries_default_subscriber_next_attempt_at_idx ON public.event_deliveries_default USING btree (subscriber, next_attempt_at) WHERE (state = 'pending'::text);

CREATE UNIQUE INDEX holidays_date ON public.holidays USING btree (date, location_id) NULLS NOT DISTINCT WHERE (archived_at IS NULL);

CREATE INDEX idempotency_keys_age ON public.idempotency_keys USING brin (created_at);

CREATE INDEX identities_customer ON public.identities USING btree (customer_id);

CREATE INDEX identities_value ON public.identities USING btree (kind, value);

CREATE UNIQUE INDEX identities_verified ON public.identities USING btree (kind, scope, value) WHERE (verified_at IS NOT NULL);

CREATE INDEX inbox_age ON public.inbox USING brin (recorded_at);

CREATE INDEX inbox_pending ON public.inbox USING btree (source, lane, seq) WHERE (state = 'pending'::text);

CREATE UNIQUE INDEX ledger_entries_money_once ON public.ledger_entries USING btree (cause_id, account, booking_id) WHERE (account = ANY (ARRAY['payment'::text, 'refund'::text, 'deposit_held'::text, 'deposit_taken'::text, 'writeoff'::text]));

CREATE INDEX messages_booking ON ONLY public.messages USING btree (booking_id);

CREATE INDEX messages_default_booking_id_idx ON public.messages_default USING btree (booking_id);

CREATE INDEX messages_due ON ONLY public.messages USING btree (next_attempt_at) WHERE (state = ANY (ARRAY['pending'::text, 'sending'::text]));

CREATE INDEX messages_default_next_attempt_at_idx ON public.messages_default USING btree (next_attempt_at) WHERE (state = ANY (ARRAY['pending'::text, 'sending'::text]));

CREATE INDEX object_deadlines_object ON public.object_deadlines USING btree (object_id, due_date);

CREATE INDEX object_deadlines_open ON public.object_deadlines USING btree (due_date) WHERE ((done_at IS NULL) AND (archived_at IS NULL));

CREATE INDEX object_models_type ON public.object_models USING btree (type);

CREATE INDEX objects_location ON public.objects USING btree (location_id);

CREATE INDEX objects_model ON public.objects USING btree (model_id);

CREATE INDEX objects_search ON public.objects USING btree (type, location_id, rules_id, price_minor, id) WHERE ((status = 'active'::text) AND (archived_at IS NULL));

CREATE INDEX objects_tariff ON public.objects USING btree (tariff_id);

CREATE INDEX objects_type ON public.objects USING btree (type, price_minor, id) WHERE ((status = 'active'::text) AND (archived_at IS NULL));

CREATE UNIQUE INDEX orders_code ON public.orders USING btree (code) WHERE (code IS NOT NULL);

CREATE INDEX orders_created ON public.orders USING btree (created_at, id);

CREATE INDEX orders_customer ON public.orders USING btree (customer_id, created_at);

CREATE INDEX outbox_waiting ON ONLY public.outbox USING btree (recorded_at) WHERE (dispatched_at IS NULL);

CREATE INDEX outbox_default_recorded_at_idx ON public.outbox_default USING btree (recorded_at) WHERE (dispatched_at IS NULL);

CREATE INDEX payments_due_poll ON public.payments USING btree (next_poll_at) WHERE (next_poll_at IS NOT NULL);

CREATE UNIQUE INDEX payments_one_open ON public.payments USING btree (order_id, kind, amount_minor) WHERE ((method = 'online'::text) AND (status = ANY (ARRAY['created'::text, 'pending'::text])));

CREATE INDEX payments_order ON public.payments USING btree (order_id);

CREATE UNIQUE INDEX payments_provider_id ON public.payments USING btree (provider, provider_payment_id) WHERE (provider_payment_id IS NOT NULL);

CREATE INDEX payments_status ON public.payments USING btree (status, created_at);

CREATE INDEX photos_model ON public.photos USING btree (model_id, "position");

CREATE INDEX photos_object ON public.photos USING btree (object_id, "position");

CREATE UNIQUE INDEX promo_codes_code ON public.promo_codes USING btree (lower(code)) WHERE (archived_at IS NULL);

CREATE INDEX promo_uses_customer ON public.promo_uses USING btree (promo_code_id, customer_id) WHERE in_force;

CREATE UNIQUE INDEX unpaid_holds_booking ON public.unpaid_holds USING btree (booking_id);

CREATE UNIQUE INDEX users_email ON public.users USING btree (lower(email)) WHERE (archived_at IS NULL);

ALTER INDEX public.audit_log_staff ATTACH PARTITION public.audit_log_default_actor_id_idx;

ALTER INDEX public.audit_log_pkey ATTACH PARTITION public.audit_log_default_pkey;

ALTER INDEX public.audit_log_row ATTACH PARTITION public.audit_log_default_row_id_idx;

ALTER INDEX public.audit_log_other_tables ATTACH PARTITION public.audit_log_default_table_name_id_idx;

ALTER INDEX public.event_deliveries_pkey ATTACH PARTITION public.event_deliveries_default_pkey;

ALTER INDEX public.event_deliveries_due ATTACH PARTITION public.event_deliveries_default_subscriber_next_attempt_at_idx;

ALTER INDEX public.messages_booking ATTACH PARTITION public.messages_default_booking_id_idx;

ALTER INDEX public.messages_due ATTACH PARTITION public.messages_default_next_attempt_at_idx;

ALTER INDEX public.messages_pkey ATTACH PARTITION public.messages_default_pkey;

ALTER INDEX public.outbox_pkey ATTACH PARTITION public.outbox_default_pkey;

ALTER INDEX public.outbox_waiting ATTACH PARTITION public.outbox_default_recorded_at_idx;

CREATE TRIGGER addon_reservations_count AFTER INSERT ON public.addon_reservations FOR EACH ROW EXECUTE FUNCTION public.addon_reservations_count();

CREATE TRIGGER addon_stocks_raise_rate_version AFTER INSERT OR DELETE ON public.addon_stocks FOR EACH ROW EXECUTE FUNCTION public.addon_stocks_raise_rate_version();

CREATE TRIGGER addons_audit AFTER INSERT OR DELETE OR UPDATE ON public.addons FOR EACH ROW EXECUTE FUNCTION public.audit_row();

CREATE TRIGGER addons_forbid_delete BEFORE DELETE ON public.addons FOR EACH ROW EXECUTE FUNCTION public.forbid_delete();

CREATE TRIGGER addons_raise_on_insert AFTER INSERT ON public.addons FOR EACH ROW WHEN (new.active) EXECUTE FUNCTION public.addons_raise_rate_version();

CREATE TRIGGER addons_raise_on_update AFTER UPDATE ON public.addons FOR EACH ROW WHEN ((old.active OR new.active)) EXECUTE FUNCTION public.addons_raise_rate_version();

CREATE TRIGGER booking_charges_audit AFTER INSERT OR DELETE OR UPDATE ON public.booking_charges FOR EACH ROW EXECUTE FUNCTION public.audit_row();

CREATE TRIGGER booking_lines_append_only BEFORE DELETE OR UPDATE ON public.booking_lines FOR EACH ROW EXECUTE FUNCTION public.forbid_change();

CREATE TRIGGER bookings_audit AFTER INSERT OR DELETE OR UPDATE ON public.bookings FOR EACH ROW EXECUTE FUNCTION public.audit_row();

CREATE TRIGGER bookings_forbid_delete BEFORE DELETE ON public.bookings FOR EACH ROW WHEN ((old.kind = 'rental'::text)) EXECUTE FUNCTION public.forbid_delete();

CREATE TRIGGER bookings_give_back_hold AFTER UPDATE OF status ON public.bookings FOR EACH ROW WHEN (((old.status = 'awaiting_payment'::text) AND (new.status <> 'awaiting_payment'::text))) EXECUTE FUNCTION public.unpaid_holds_give_back();

CREATE TRIGGER bookings_move_extras AFTER UPDATE OF blocked, pickup_location_id ON public.bookings FOR EACH ROW WHEN ((((old.blocked IS DISTINCT FROM new.blocked) OR (old.pickup_location_id IS DISTINCT FROM new.pickup_location_id)) AND (new.kind = 'rental'::text) AND (new.status <> 'cancelled'::text))) EXECUTE FUNCTION public.booking_extras_move();

CREATE TRIGGER bookings_release_extras AFTER UPDATE OF status ON public.bookings FOR EACH ROW WHEN (((new.status = 'cancelled'::text) AND (old.status <> 'cancelled'::text) AND (new.kind = 'rental'::text))) EXECUTE FUNCTION public.booking_extras_release();

CREATE TRIGGER cancellation_policies_audit AFTER INSERT OR DELETE OR UPDATE ON public.cancellation_policies FOR EACH ROW EXECUTE FUNCTION public.audit_row();

CREATE TRIGGER cancellation_policies_forbid_delete BEFORE DELETE ON public.cancellation_policies FOR EACH ROW EXECUTE FUNCTION public.forbid_delete();

CREATE TRIGGER cancellation_policies_raise_rate_version AFTER UPDATE ON public.cancellation_policies FOR EACH ROW EXECUTE FUNCTION public.cancellation_policies_raise_rate_version();

CREATE TRIGGER customers_forbid_delete BEFORE DELETE ON public.customers FOR EACH ROW EXECUTE FUNCTION public.forbid_delete();

CREATE TRIGGER handovers_audit AFTER INSERT OR DELETE OR UPDATE ON public.handovers FOR EACH ROW EXECUTE FUNCTION public.audit_row('booking_id', 'kind');

CREATE TRIGGER holidays_audit AFTER INSERT OR DELETE OR UPDATE ON public.holidays FOR EACH ROW EXECUTE FUNCTION public.audit_row();

CREATE TRIGGER holidays_forbid_delete BEFORE DELETE ON public.holidays FOR EACH ROW EXECUTE FUNCTION public.forbid_delete();

CREATE TRIGGER holidays_raise_rate_version AFTER INSERT OR UPDATE ON public.holidays FOR EACH ROW EXECUTE FUNCTION public.holidays_raise_rate_version();

CREATE TRIGGER ledger_entries_append_only BEFORE DELETE OR UPDATE ON public.ledger_entries FOR EACH ROW EXECUTE FUNCTION public.forbid_change();

CREATE TRIGGER legal_entities_audit AFTER INSERT OR DELETE OR UPDATE ON public.legal_entities FOR EACH ROW EXECUTE FUNCTION public.audit_row();

CREATE TRIGGER legal_entities_forbid_delete BEFORE DELETE ON public.legal_entities FOR EACH ROW EXECUTE FUNCTION public.forbid_delete();

CREATE TRIGGER legal_entities_raise_rate_version AFTER UPDATE ON public.legal_entities FOR EACH ROW WHEN ((old.tax_inclusive <> new.tax_inclusive)) EXECUTE FUNCTION public.legal_entities_raise_rate_version();

CREATE TRIGGER locations_audit AFTER INSERT OR DELETE OR UPDATE ON public.locations FOR EACH ROW EXECUTE FUNCTION public.audit_row();

CREATE TRIGGER locations_forbid_delete BEFORE DELETE ON public.locations FOR EACH ROW EXECUTE FUNCTION public.forbid_delete();

CREATE CONSTRAINT TRIGGER locations_raise_catalogue_version AFTER INSERT OR DELETE OR UPDATE ON public.locations DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.raise_catalogue_version();

CREATE TRIGGER locations_raise_rate_version AFTER UPDATE ON public.locations FOR EACH ROW WHEN ((((old.hours IS DISTINCT FROM new.hours) OR (old.time_zone IS DISTINCT FROM new.time_zone)) OR (old.legal_entity_id IS DISTINCT FROM new.legal_entity_id))) EXECUTE FUNCTION public.locations_raise_rate_version();

CREATE TRIGGER object_deadlines_audit AFTER INSERT OR DELETE OR UPDATE ON public.object_deadlines FOR EACH ROW EXECUTE FUNCTION public.audit_row();

CREATE TRIGGER object_deadlines_forbid_delete BEFORE DELETE ON public.object_deadlines FOR EACH ROW EXECUTE FUNCTION public.forbid_delete();

CREATE TRIGGER object_models_audit AFTER INSERT OR DELETE OR UPDATE ON public.object_models FOR EACH ROW EXECUTE FUNCTION public.audit_row();

CREATE TRIGGER object_models_forbid_delete BEFORE DELETE ON public.object_models FOR EACH ROW EXECUTE FUNCTION public.forbid_delete();

CREATE CONSTRAINT TRIGGER object_models_raise_catalogue_version AFTER INSERT OR DELETE OR UPDATE ON public.object_models DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.raise_catalogue_version();

CREATE TRIGGER object_models_settle_rules AFTER UPDATE ON public.object_models FOR EACH ROW WHEN ((((((((((old.rental_unit IS DISTINCT FROM new.rental_unit) OR (old.grace_minutes IS DISTINCT FROM new.grace_minutes)) OR (old.start_step_minutes IS DISTINCT FROM new.start_step_minutes)) OR (old.check_in_minutes IS DISTINCT FROM new.check_in_minutes)) OR (old.check_out_minutes IS DISTINCT FROM new.check_out_minutes)) OR (old.units_min IS DISTINCT FROM new.units_min)) OR (old.units_max IS DISTINCT FROM new.units_max)) OR (old.lead_minutes IS DISTINCT FROM new.lead_minutes)) OR (old.horizon_days IS DISTINCT FROM new.horizon_days))) EXECUTE FUNCTION public.settle_rules_of_model();

CREATE TRIGGER object_types_audit AFTER INSERT OR DELETE OR UPDATE ON public.object_types FOR EACH ROW EXECUTE FUNCTION public.audit_row('code');

CREATE TRIGGER object_types_forbid_delete BEFORE DELETE ON public.object_types FOR EACH ROW EXECUTE FUNCTION public.forbid_delete();

CREATE CONSTRAINT TRIGGER object_types_raise_catalogue_version AFTER INSERT OR DELETE OR UPDATE ON public.object_types DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.raise_catalogue_version();

CREATE TRIGGER object_types_raise_rate_version AFTER UPDATE ON public.object_types FOR EACH ROW EXECUTE FUNCTION public.object_types_raise_rate_version();

CREATE TRIGGER object_types_settle_rules AFTER UPDATE ON public.object_types FOR EACH ROW WHEN ((((((((((old.rental_unit IS DISTINCT FROM new.rental_unit) OR (old.grace_minutes IS DISTINCT FROM new.grace_minutes)) OR (old.start_step_minutes IS DISTINCT FROM new.start_step_minutes)) OR (old.check_in_minutes IS DISTINCT FROM new.check_in_minutes)) OR (old.check_out_minutes IS DISTINCT FROM new.check_out_minutes)) OR (old.units_min IS DISTINCT FROM new.units_min)) OR (old.units_max IS DISTINCT FROM new.units_max)) OR (old.lead_minutes IS DISTINCT FROM new.lead_minutes)) OR (old.horizon_days IS DISTINCT FROM new.horizon_days))) EXECUTE FUNCTION public.settle_rules_of_type();

CREATE TRIGGER objects_audit AFTER INSERT OR DELETE ON public.objects FOR EACH ROW EXECUTE FUNCTION public.audit_row();

CREATE TRIGGER objects_audit_update AFTER UPDATE ON public.objects FOR EACH ROW WHEN (((old.rate_version = new.rate_version) OR ((to_jsonb(old.*) - 'rate_version'::text) <> (to_jsonb(new.*) - 'rate_version'::text)))) EXECUTE FUNCTION public.audit_row();

CREATE TRIGGER objects_forbid_delete BEFORE DELETE ON public.objects FOR EACH ROW EXECUTE FUNCTION public.forbid_delete();

CREATE TRIGGER objects_keep_rules BEFORE INSERT OR UPDATE OF type, model_id, rental_unit, grace_minutes, start_step_minutes, check_in_minutes, check_out_minutes, units_min, units_max, lead_minutes, horizon_days ON public.objects FOR EACH ROW EXECUTE FUNCTION public.objects_keep_rules();

CREATE CONSTRAINT TRIGGER objects_raise_catalogue_version AFTER INSERT OR DELETE OR UPDATE ON public.objects DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.raise_catalogue_version();

CREATE TRIGGER objects_raise_rate_version BEFORE UPDATE ON public.objects FOR EACH ROW EXECUTE FUNCTION public.objects_raise_rate_version();

CREATE TRIGGER orders_forbid_delete BEFORE DELETE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.forbid_delete();

CREATE CONSTRAINT TRIGGER photos_raise_catalogue_version AFTER INSERT OR DELETE OR UPDATE ON public.photos DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.raise_catalogue_version();

CREATE TRIGGER promo_codes_audit AFTER INSERT OR DELETE ON public.promo_codes FOR EACH ROW EXECUTE FUNCTION public.audit_row();

CREATE TRIGGER promo_codes_audit_update AFTER UPDATE ON public.promo_codes FOR EACH ROW WHEN ((((old.uses = new.uses) AND (old.spent_minor = new.spent_minor)) OR (old.version <> new.version))) EXECUTE FUNCTION public.audit_row();

CREATE TRIGGER promo_codes_forbid_delete BEFORE DELETE ON public.promo_codes FOR EACH ROW EXECUTE FUNCTION public.forbid_delete();

CREATE TRIGGER promo_uses_take AFTER INSERT ON public.promo_uses FOR EACH ROW WHEN (new.in_force) EXECUTE FUNCTION public.promo_uses_count();

CREATE TRIGGER promo_uses_turn AFTER UPDATE ON public.promo_uses FOR EACH ROW WHEN (((old.in_force <> new.in_force) OR (old.discount_minor <> new.discount_minor))) EXECUTE FUNCTION public.promo_uses_count();

CREATE TRIGGER tariff_rates_audit AFTER INSERT OR DELETE OR UPDATE ON public.tariff_rates FOR EACH ROW EXECUTE FUNCTION public.audit_row('tariff_id', 'season', 'units_from', 'weekdays');

CREATE TRIGGER tariff_rates_raise_on_delete AFTER DELETE ON public.tariff_rates REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.tariff_rates_raise_rate_version();

CREATE TRIGGER tariff_rates_raise_on_insert AFTER INSERT ON public.tariff_rates REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.tariff_rates_raise_rate_version();

CREATE TRIGGER tariff_rates_raise_on_update AFTER UPDATE ON public.tariff_rates REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.tariff_rates_raise_rate_version();

CREATE TRIGGER tariffs_audit AFTER INSERT OR DELETE OR UPDATE ON public.tariffs FOR EACH ROW EXECUTE FUNCTION public.audit_row();

CREATE TRIGGER tariffs_forbid_delete BEFORE DELETE ON public.tariffs FOR EACH ROW EXECUTE FUNCTION public.forbid_delete();

CREATE CONSTRAINT TRIGGER tariffs_raise_catalogue_version AFTER INSERT OR DELETE OR UPDATE ON public.tariffs DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.raise_catalogue_version();

CREATE TRIGGER tariffs_raise_rate_version AFTER UPDATE ON public.tariffs FOR EACH ROW EXECUTE FUNCTION public.tariffs_raise_rate_version();

CREATE TRIGGER tax_rates_audit AFTER INSERT OR DELETE OR UPDATE ON public.tax_rates FOR EACH ROW EXECUTE FUNCTION public.audit_row();

CREATE TRIGGER tax_rates_forbid_delete BEFORE DELETE ON public.tax_rates FOR EACH ROW EXECUTE FUNCTION public.forbid_delete();

CREATE TRIGGER tax_rates_raise_rate_version AFTER INSERT OR UPDATE ON public.tax_rates FOR EACH ROW EXECUTE FUNCTION public.tax_rates_raise_rate_version();

ALTER TABLE ONLY public.addon_reservations
    ADD CONSTRAINT addon_reservations_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES public.bookings(id);

ALTER TABLE ONLY public.addon_stocks
    ADD CONSTRAINT addon_stocks_addon_id_fkey FOREIGN KEY (addon_id) REFERENCES public.addons(id);

ALTER TABLE ONLY public.addon_stocks
    ADD CONSTRAINT addon_stocks_location_id_fkey FOREIGN KEY (location_id) REFERENCES public.locations(id);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.booking_addons
    ADD CONSTRAINT booking_addons_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES public.bookings(id);

ALTER TABLE ONLY public.booking_changes
    ADD CONSTRAINT booking_changes_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES public.bookings(id);

ALTER TABLE ONLY public.booking_charges
    ADD CONSTRAINT booking_charges_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES public.bookings(id);

ALTER TABLE ONLY public.booking_charges
    ADD CONSTRAINT booking_charges_booking_id_position_fkey FOREIGN KEY (booking_id, "position") REFERENCES public.booking_lines(booking_id, "position");

ALTER TABLE ONLY public.chat_cards
    ADD CONSTRAINT chat_cards_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES public.bookings(id);

ALTER TABLE ONLY public.chats
    ADD CONSTRAINT chats_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers(id);

ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers(id);

ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_kind_version_fkey FOREIGN KEY (kind, version) REFERENCES public.consent_documents(kind, version);

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_merged_into_id_fkey FOREIGN KEY (merged_into_id) REFERENCES public.customers(id);

ALTER TABLE ONLY public.handovers
    ADD CONSTRAINT handovers_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES public.bookings(id);

ALTER TABLE ONLY public.holidays
    ADD CONSTRAINT holidays_location_id_fkey FOREIGN KEY (location_id) REFERENCES public.locations(id);

ALTER TABLE ONLY public.identities
    ADD CONSTRAINT identities_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers(id);

ALTER TABLE ONLY public.locations
    ADD CONSTRAINT locations_legal_entity_id_fkey FOREIGN KEY (legal_entity_id) REFERENCES public.legal_entities(id);

ALTER TABLE ONLY public.object_deadlines
    ADD CONSTRAINT object_deadlines_object_id_fkey FOREIGN KEY (object_id) REFERENCES public.objects(id);

ALTER TABLE ONLY public.object_models
    ADD CONSTRAINT object_models_tariff_id_fkey FOREIGN KEY (tariff_id) REFERENCES public.tariffs(id);

ALTER TABLE ONLY public.object_models
    ADD CONSTRAINT object_models_type_fkey FOREIGN KEY (type) REFERENCES public.object_types(code);

ALTER TABLE ONLY public.object_types
    ADD CONSTRAINT object_types_cancellation_policy_fkey FOREIGN KEY (cancellation_policy) REFERENCES public.cancellation_policies(code);

ALTER TABLE ONLY public.objects
    ADD CONSTRAINT objects_legal_entity_id_fkey FOREIGN KEY (legal_entity_id) REFERENCES public.legal_entities(id);

ALTER TABLE ONLY public.objects
    ADD CONSTRAINT objects_location_id_fkey FOREIGN KEY (location_id) REFERENCES public.locations(id);

ALTER TABLE ONLY public.objects
    ADD CONSTRAINT objects_model_id_fkey FOREIGN KEY (model_id) REFERENCES public.object_models(id);

ALTER TABLE ONLY public.objects
    ADD CONSTRAINT objects_rules_id_fkey FOREIGN KEY (rules_id) REFERENCES public.rental_rules(id);

ALTER TABLE ONLY public.objects
    ADD CONSTRAINT objects_tariff_id_fkey FOREIGN KEY (tariff_id) REFERENCES public.tariffs(id);

ALTER TABLE ONLY public.objects
    ADD CONSTRAINT objects_type_fkey FOREIGN KEY (type) REFERENCES public.object_types(code);

ALTER TABLE ONLY public.operators
    ADD CONSTRAINT operators_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.payment_allocations
    ADD CONSTRAINT payment_allocations_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES public.bookings(id);

ALTER TABLE ONLY public.payment_allocations
    ADD CONSTRAINT payment_allocations_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES public.payments(id);

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES public.bookings(id);

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.orders(id);

ALTER TABLE ONLY public.photo_variants
    ADD CONSTRAINT photo_variants_photo_id_fkey FOREIGN KEY (photo_id) REFERENCES public.photos(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.photos
    ADD CONSTRAINT photos_model_id_fkey FOREIGN KEY (model_id) REFERENCES public.object_models(id);

ALTER TABLE ONLY public.photos
    ADD CONSTRAINT photos_object_id_fkey FOREIGN KEY (object_id) REFERENCES public.objects(id);

ALTER TABLE ONLY public.promo_uses
    ADD CONSTRAINT promo_uses_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES public.bookings(id);

ALTER TABLE ONLY public.tariff_rates
    ADD CONSTRAINT tariff_rates_tariff_id_fkey FOREIGN KEY (tariff_id) REFERENCES public.tariffs(id);

ALTER TABLE ONLY public.tax_rates
    ADD CONSTRAINT tax_rates_legal_entity_id_fkey FOREIGN KEY (legal_entity_id) REFERENCES public.legal_entities(id);

