-- The foundation: the six tables of the spec (users, objects, bookings, payments, operators, addons) and what would be hard to add later.
-- Conventions: ids are UUIDv7 made by the program; money is <name>_minor bigint with a char(3) currency; instants are timestamptz in UTC; business
-- time is always a parameter, `recorded_at` is the machine's; nothing referenced is ever deleted (archived_at), so rows that every booking would
-- lock through a foreign key (one legal entity, one location for thousands of creates) are referred to without one: KEY SHARE locks of concurrent creates on
-- one such row become multixacts. `forbid_delete` keeps those references true.
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE FUNCTION forbid_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are archived, never deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- ---------------------------------------------------------------------------------------------------------------- people and access (auth)

CREATE TABLE users (
  id uuid PRIMARY KEY,
  email text,
  phone text,
  name text NOT NULL DEFAULT '',
  role text NOT NULL CHECK (role IN ('user', 'operator', 'administrator')),
  password_hash text,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  archived_at timestamptz
);
CREATE UNIQUE INDEX users_email ON users (lower(email)) WHERE archived_at IS NULL;

CREATE TABLE operators (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL UNIQUE REFERENCES users,
  rights text[] NOT NULL DEFAULT '{}',
  department text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  archived_at timestamptz
);

CREATE TABLE api_keys (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users,
  name text NOT NULL,
  key_hash bytea NOT NULL UNIQUE,          -- SHA-256 of the key; the key itself is random enough to need no slow hash
  created_at timestamptz NOT NULL,
  revoked_at timestamptz
);

CREATE TABLE customers (
  id uuid PRIMARY KEY,
  kind text NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'company')),
  name text NOT NULL,                      -- as the customer or an operator wrote it
  family_name text,
  given_name text,
  patronymic text,
  birth_date date,
  inn text,
  kpp text,
  language text NOT NULL DEFAULT 'ru' CHECK (language IN ('ru', 'en')),
  note text NOT NULL DEFAULT '',
  data_key bytea,                          -- sealed key of this customer's encrypted data; destroying it erases that data
  blocked_at timestamptz,
  blocked_by text,
  blocked_reason text,
  merged_into_id uuid REFERENCES customers,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  archived_at timestamptz
);

-- How a customer is found: one row per phone, e-mail or messenger account. `scope` is the bot for messengers, whose ids are per bot where they are not global.
CREATE TABLE identities (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customers,
  kind text NOT NULL CHECK (kind IN ('phone', 'email', 'telegram', 'whatsapp', 'max', 'console')),
  scope text NOT NULL DEFAULT '',
  value text NOT NULL,                     -- normalised: E.164 for phones, lower case for e-mail
  verified_at timestamptz,
  created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX identities_verified ON identities (kind, scope, value) WHERE verified_at IS NOT NULL;
CREATE INDEX identities_value ON identities (kind, value);
CREATE INDEX identities_customer ON identities (customer_id);

CREATE TABLE consent_documents (
  kind text NOT NULL CHECK (kind IN ('personal_data', 'offer', 'marketing', 'analytics')),
  version integer NOT NULL,
  text_ru text NOT NULL,
  text_en text NOT NULL,
  sha256 bytea NOT NULL,                   -- of text_ru || E'\n' || text_en: what exactly was agreed to
  published_at timestamptz NOT NULL,
  PRIMARY KEY (kind, version)
);

CREATE TABLE consents (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customers,
  kind text NOT NULL,
  version integer NOT NULL,
  text_sha256 bytea NOT NULL,
  channel text NOT NULL,
  channel_ref text NOT NULL DEFAULT '',    -- chat and message it was given in
  granted_at timestamptz NOT NULL,
  withdrawn_at timestamptz,
  FOREIGN KEY (kind, version) REFERENCES consent_documents
);
CREATE UNIQUE INDEX consents_in_force ON consents (customer_id, kind, version) WHERE withdrawn_at IS NULL;

-- ---------------------------------------------------------------------------------------------------------------- what is rented (objects)

CREATE TABLE legal_entities (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  short_name text NOT NULL,
  inn text,
  kpp text,
  ogrn text,
  address text NOT NULL DEFAULT '',
  bank jsonb NOT NULL DEFAULT '{}',
  signatory text NOT NULL DEFAULT '',
  tax_system text NOT NULL DEFAULT 'usn_income' CHECK (tax_system IN ('general', 'usn_income', 'usn_income_expense', 'eshn', 'patent', 'npd', 'none')),
  fiscal_scheme text NOT NULL DEFAULT 'none' CHECK (fiscal_scheme IN ('yookassa', 'cash_register', 'npd', 'none')),
  country char(2) NOT NULL DEFAULT 'RU',
  currency char(3) NOT NULL DEFAULT 'RUB',
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  archived_at timestamptz
);
CREATE TRIGGER legal_entities_forbid_delete BEFORE DELETE ON legal_entities FOR EACH ROW EXECUTE FUNCTION forbid_delete();

CREATE TABLE locations (
  id uuid PRIMARY KEY,
  legal_entity_id uuid NOT NULL REFERENCES legal_entities,
  name_ru text NOT NULL,
  name_en text NOT NULL DEFAULT '',
  city_ru text NOT NULL,
  city_en text NOT NULL DEFAULT '',
  address_ru text NOT NULL DEFAULT '',
  address_en text NOT NULL DEFAULT '',
  latitude double precision,
  longitude double precision,
  time_zone text NOT NULL,                 -- IANA name
  hours jsonb NOT NULL DEFAULT '{}',       -- weekly hours and exceptions
  phone text NOT NULL DEFAULT '',
  position integer NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  archived_at timestamptz
);
CREATE TRIGGER locations_forbid_delete BEFORE DELETE ON locations FOR EACH ROW EXECUTE FUNCTION forbid_delete();

CREATE TABLE object_types (
  code text PRIMARY KEY,                   -- 'car', 'boat', ...
  name_ru text NOT NULL,
  name_en text NOT NULL DEFAULT '',
  icon text NOT NULL DEFAULT '',           -- one emoji
  rental_unit text NOT NULL CHECK (rental_unit IN ('hour', 'day_24h', 'calendar_day', 'night')),
  grace_minutes integer NOT NULL DEFAULT 60 CHECK (grace_minutes BETWEEN 0 AND 1440),
  start_step_minutes integer NOT NULL DEFAULT 60 CHECK (start_step_minutes IN (15, 30, 60)),
  check_in_minutes integer NOT NULL DEFAULT 600 CHECK (check_in_minutes BETWEEN 0 AND 1439),   -- local minutes since midnight; where a date stands for an instant
  check_out_minutes integer NOT NULL DEFAULT 600 CHECK (check_out_minutes BETWEEN 0 AND 1439),
  units_min integer NOT NULL DEFAULT 1 CHECK (units_min >= 1),
  units_max integer NOT NULL DEFAULT 60 CHECK (units_max >= units_min),
  lead_minutes integer NOT NULL DEFAULT 0 CHECK (lead_minutes >= 0),
  horizon_days integer NOT NULL DEFAULT 365 CHECK (horizon_days BETWEEN 1 AND 1095),
  hold_minutes integer CHECK (hold_minutes > 0),  -- overrides booking.hold_time
  property_schema jsonb NOT NULL DEFAULT '[]',
  position integer NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  archived_at timestamptz
);
CREATE TRIGGER object_types_forbid_delete BEFORE DELETE ON object_types FOR EACH ROW EXECUTE FUNCTION forbid_delete();

CREATE TABLE tariffs (
  id uuid PRIMARY KEY,
  name_ru text NOT NULL,
  name_en text NOT NULL DEFAULT '',
  mode text NOT NULL CHECK (mode IN ('by_length', 'packages')),
  currency char(3) NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  archived_at timestamptz
);

-- by_length: the row with the largest units_from <= the whole rental's length gives the price of every unit.
CREATE TABLE tariff_rates (
  tariff_id uuid NOT NULL REFERENCES tariffs,
  units_from integer NOT NULL CHECK (units_from >= 1),
  price_minor bigint NOT NULL CHECK (price_minor >= 0),
  PRIMARY KEY (tariff_id, units_from)
);

CREATE TABLE object_models (
  id uuid PRIMARY KEY,
  type text NOT NULL REFERENCES object_types,
  name_ru text NOT NULL,
  name_en text NOT NULL DEFAULT '',
  description_ru text NOT NULL DEFAULT '',
  description_en text NOT NULL DEFAULT '',
  properties jsonb NOT NULL DEFAULT '{}',
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  archived_at timestamptz
);

-- Single physical units. What is NULL here comes from the model.
CREATE TABLE objects (
  id uuid PRIMARY KEY,
  type text NOT NULL REFERENCES object_types,
  model_id uuid REFERENCES object_models,
  location_id uuid NOT NULL REFERENCES locations,
  legal_entity_id uuid REFERENCES legal_entities,   -- NULL: the location's
  name_ru text NOT NULL,
  name_en text NOT NULL DEFAULT '',
  description_ru text,
  description_en text,
  unit_label text NOT NULL DEFAULT '',     -- number plate, hull number: tells units of one model apart
  properties jsonb NOT NULL DEFAULT '{}',
  tariff_id uuid NOT NULL REFERENCES tariffs,
  price_minor bigint NOT NULL CHECK (price_minor >= 0),  -- of one unit of time for the shortest rental; what lists sort by
  currency char(3) NOT NULL,
  deposit_minor bigint NOT NULL DEFAULT 0 CHECK (deposit_minor >= 0),
  buffer_before_minutes integer NOT NULL DEFAULT 0 CHECK (buffer_before_minutes BETWEEN 0 AND 10080),
  buffer_after_minutes integer NOT NULL DEFAULT 0 CHECK (buffer_after_minutes BETWEEN 0 AND 10080),
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'stopped')),
  rate_version integer NOT NULL DEFAULT 1, -- raised by whatever changes price or length rules; a create names the one it priced with
  position integer NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  changed_by text,
  changed_via text,
  request_id text,
  created_at timestamptz NOT NULL,
  archived_at timestamptz
);
CREATE INDEX objects_type ON objects (type, price_minor, id) WHERE status = 'active' AND archived_at IS NULL;
CREATE INDEX objects_model ON objects (model_id);
CREATE INDEX objects_tariff ON objects (tariff_id);

CREATE FUNCTION objects_raise_rate_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.tariff_id, NEW.type, NEW.location_id, NEW.currency, NEW.deposit_minor, NEW.buffer_before_minutes, NEW.buffer_after_minutes,
      NEW.legal_entity_id)
     IS DISTINCT FROM
     (OLD.tariff_id, OLD.type, OLD.location_id, OLD.currency, OLD.deposit_minor, OLD.buffer_before_minutes, OLD.buffer_after_minutes,
      OLD.legal_entity_id) THEN
    NEW.rate_version := OLD.rate_version + 1;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER objects_raise_rate_version BEFORE UPDATE ON objects FOR EACH ROW EXECUTE FUNCTION objects_raise_rate_version();

CREATE FUNCTION tariff_rates_raise_rate_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE objects SET rate_version = rate_version + 1 WHERE tariff_id = coalesce(NEW.tariff_id, OLD.tariff_id);
  RETURN NULL;
END $$;
CREATE TRIGGER tariff_rates_raise_rate_version AFTER INSERT OR UPDATE OR DELETE ON tariff_rates
  FOR EACH ROW EXECUTE FUNCTION tariff_rates_raise_rate_version();

CREATE FUNCTION object_types_raise_rate_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE objects SET rate_version = rate_version + 1 WHERE type = NEW.code;
  RETURN NULL;
END $$;
CREATE TRIGGER object_types_raise_rate_version AFTER UPDATE ON object_types FOR EACH ROW EXECUTE FUNCTION object_types_raise_rate_version();

CREATE TABLE photos (
  id uuid PRIMARY KEY,
  model_id uuid REFERENCES object_models,
  object_id uuid REFERENCES objects,
  position integer NOT NULL DEFAULT 0,
  storage_key text NOT NULL,
  content_type text NOT NULL CHECK (content_type IN ('image/jpeg', 'image/png')),
  width integer NOT NULL CHECK (width > 0),
  height integer NOT NULL CHECK (height > 0),
  size_bytes integer NOT NULL CHECK (size_bytes BETWEEN 1 AND 5242880),
  sha256 bytea NOT NULL,
  created_at timestamptz NOT NULL,
  CHECK ((model_id IS NULL) <> (object_id IS NULL))
);
CREATE INDEX photos_model ON photos (model_id, position);
CREATE INDEX photos_object ON photos (object_id, position);

-- ---------------------------------------------------------------------------------------------------------------- add-ons (addons)

CREATE TABLE addons (
  id uuid PRIMARY KEY,
  name_ru text NOT NULL,
  name_en text NOT NULL DEFAULT '',
  price_minor bigint NOT NULL CHECK (price_minor >= 0),
  currency char(3) NOT NULL,
  object_types text[] NOT NULL DEFAULT '{}',   -- empty: all types
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  archived_at timestamptz
);

-- ---------------------------------------------------------------------------------------------------------------- orders and bookings (booking)

CREATE TABLE orders (
  id uuid PRIMARY KEY,
  code text,                               -- NULL for the order made implicitly by one booking: that booking's code names it
  customer_id uuid NOT NULL REFERENCES customers,
  legal_entity_id uuid NOT NULL,
  currency char(3) NOT NULL,
  total_minor bigint NOT NULL CHECK (total_minor >= 0),
  channel text NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX orders_code ON orders (code) WHERE code IS NOT NULL;
CREATE INDEX orders_customer ON orders (customer_id, created_at);

-- What an object is taken for: a rental, or a block (maintenance, an outside calendar). Never partitioned: exclusion constraints forbid it before PostgreSQL 17.
CREATE TABLE bookings (
  id uuid PRIMARY KEY,
  kind text NOT NULL DEFAULT 'rental' CHECK (kind IN ('rental', 'block')),
  code text NOT NULL,                      -- 'PR-7K3M9QX': a name for people, never a credential
  order_id uuid REFERENCES orders,
  object_id uuid NOT NULL REFERENCES objects,
  pickup_location_id uuid NOT NULL,
  return_location_id uuid NOT NULL,
  date_start timestamptz NOT NULL,
  date_end timestamptz NOT NULL,
  blocked tstzrange NOT NULL,              -- [date_start, date_end) widened by the object's buffers
  blocked_from timestamptz NOT NULL GENERATED ALWAYS AS (lower(blocked)) STORED,
  blocked_until timestamptz NOT NULL GENERATED ALWAYS AS (upper(blocked)) STORED,
  time_zone text NOT NULL,                 -- of the pick-up location, copied
  status text NOT NULL CHECK (status IN ('awaiting_payment', 'confirmed', 'paid', 'cancelled', 'completed')),
  cancel_reason text CHECK (cancel_reason IN ('expired', 'customer', 'operator', 'no_show', 'payment_failed')),
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),   -- sum of the booking's price lines
  paid_minor bigint NOT NULL DEFAULT 0,                     -- of the ledger: payments less refunds allocated to this booking
  deposit_minor bigint NOT NULL DEFAULT 0 CHECK (deposit_minor >= 0),
  currency char(3) NOT NULL,
  hold_expires_at timestamptz,
  picked_up_at timestamptz,
  returned_at timestamptz,
  note text NOT NULL DEFAULT '',
  rate_version integer NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  changed_by text,
  changed_via text,
  request_id text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT bookings_code UNIQUE (code),
  CONSTRAINT bookings_period CHECK (date_start < date_end AND blocked @> tstzrange(date_start, date_end, '[)')),
  CONSTRAINT bookings_rental_has_order CHECK ((kind = 'rental') = (order_id IS NOT NULL)),
  CONSTRAINT bookings_cancelled_has_reason CHECK ((status = 'cancelled') = (cancel_reason IS NOT NULL)),
  CONSTRAINT bookings_hold_has_deadline CHECK (status <> 'awaiting_payment' OR hold_expires_at IS NOT NULL),
  CONSTRAINT bookings_no_overlap EXCLUDE USING gist (object_id WITH =, blocked WITH &&) WHERE (status <> 'cancelled')
);
CREATE INDEX bookings_date_start ON bookings (date_start);
CREATE INDEX bookings_order ON bookings (order_id);
-- Search: the last live booking of an object to start before the window's end is the only one that can overlap it. The predicate is repeated word for word
-- in every statement that relies on it.
CREATE INDEX bookings_live ON bookings (object_id, blocked_from) INCLUDE (blocked_until)
  WHERE status IN ('awaiting_payment', 'confirmed', 'paid');
CREATE INDEX bookings_hold_expiry ON bookings (hold_expires_at) WHERE status = 'awaiting_payment';
ALTER TABLE bookings SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

-- Lines that explain the amount, as shown to the customer; never changed, only joined by more.
CREATE TABLE booking_lines (
  booking_id uuid NOT NULL REFERENCES bookings,
  position integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('rental', 'addon', 'discount', 'tax', 'fee')),
  title_ru text NOT NULL,
  title_en text NOT NULL,
  quantity numeric(12, 3) NOT NULL,
  unit_price_minor bigint NOT NULL,
  amount_minor bigint NOT NULL,
  rule_ru text NOT NULL,
  rule_en text NOT NULL,
  PRIMARY KEY (booking_id, position)
);

-- Append-only truth of every order's money. Signs: charge +, payment +, refund +, each by its account; balance = charges - writeoffs - payments + refunds.
CREATE TABLE ledger_entries (
  order_id uuid NOT NULL REFERENCES orders,
  id bigint GENERATED ALWAYS AS IDENTITY,
  booking_id uuid,                         -- one of the order's bookings; kept true by the store, checked by the invariant query
  account text NOT NULL CHECK (account IN ('charge', 'payment', 'refund', 'deposit_held', 'deposit_taken', 'writeoff')),
  amount_minor bigint NOT NULL,
  currency char(3) NOT NULL,
  cause_kind text NOT NULL,                -- 'booking', 'payment', 'cancellation', ...
  cause_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (order_id, id)
);
-- Money is entered once however often its cause is reported.
CREATE UNIQUE INDEX ledger_entries_money_once ON ledger_entries (cause_id, account, booking_id)
  WHERE account IN ('payment', 'refund', 'deposit_held', 'deposit_taken', 'writeoff');
CREATE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE ON ledger_entries FOR EACH ROW EXECUTE FUNCTION forbid_change();

-- A key names one request of one principal on one route. Not partitioned: the unique key must hold across days. Deleted in batches after 7 days.
CREATE TABLE idempotency_keys (
  principal text NOT NULL,
  route text NOT NULL,
  key text NOT NULL,
  request_sha256 bytea NOT NULL,
  resource_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (principal, route, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys USING brin (created_at);

-- ---------------------------------------------------------------------------------------------------------------- payments

CREATE TABLE payments (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES orders,
  booking_id uuid REFERENCES bookings,     -- set when the order has just this one
  method text NOT NULL CHECK (method IN ('online', 'cash', 'card_terminal', 'bank_transfer')),
  kind text NOT NULL CHECK (kind IN ('full', 'prepayment', 'balance', 'deposit')),
  provider text,                           -- 'yookassa', 'stripe'; NULL for money at the desk
  provider_payment_id text,
  status text NOT NULL CHECK (status IN ('created', 'pending', 'waiting_for_capture', 'succeeded', 'canceled')),
  cancel_reason text,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency char(3) NOT NULL,
  confirmation_url text,
  return_url text,
  description text NOT NULL DEFAULT '',    -- what the payer reads; kept so that an unanswered create is repeated word for word
  language text NOT NULL DEFAULT 'ru' CHECK (language IN ('ru', 'en')),
  attempts integer NOT NULL DEFAULT 0,     -- of asking the provider
  next_poll_at timestamptz,                -- NULL: final, nothing to ask
  last_error text,
  version integer NOT NULL DEFAULT 1,
  changed_by text,
  changed_via text,
  request_id text,
  created_at timestamptz NOT NULL,         -- the spec's date
  updated_at timestamptz NOT NULL,
  succeeded_at timestamptz
);
CREATE INDEX payments_status ON payments (status, created_at);
CREATE INDEX payments_order ON payments (order_id);
CREATE UNIQUE INDEX payments_provider_id ON payments (provider, provider_payment_id) WHERE provider_payment_id IS NOT NULL;
-- Two taps on "pay" start one payment.
CREATE UNIQUE INDEX payments_one_open ON payments (order_id, kind, amount_minor) WHERE method = 'online' AND status IN ('created', 'pending');
CREATE INDEX payments_due_poll ON payments (next_poll_at) WHERE next_poll_at IS NOT NULL;

CREATE TABLE payment_allocations (
  payment_id uuid NOT NULL REFERENCES payments,
  booking_id uuid NOT NULL REFERENCES bookings,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  PRIMARY KEY (payment_id, booking_id)
);

-- ---------------------------------------------------------------------------------------------------------------- chats and messages (bot, notifications)

-- The state of a dialogue. One upsert a tap; Redis may hold a copy, this row is the truth.
CREATE TABLE chats (
  channel text NOT NULL CHECK (channel IN ('telegram', 'whatsapp', 'max', 'console')),
  bot_id text NOT NULL,
  chat_id text NOT NULL,
  customer_id uuid REFERENCES customers,
  language text CHECK (language IN ('ru', 'en')),
  screen text NOT NULL DEFAULT 'start',
  params jsonb NOT NULL DEFAULT '{}',
  screen_version integer NOT NULL DEFAULT 0,   -- buttons carry it; an older one is a stale button
  message_id text,                             -- of the one message the screen lives in
  message_kind text CHECK (message_kind IN ('text', 'photo', 'contact')),
  extra_message_ids text[] NOT NULL DEFAULT '{}',  -- an album shown on demand, taken away on the next screen
  unreachable_at timestamptz,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (channel, bot_id, chat_id)
);
CREATE INDEX chats_customer ON chats (customer_id);

-- The booking's status card in a chat: edited when the booking is newer than what it shows.
CREATE TABLE chat_cards (
  channel text NOT NULL,
  bot_id text NOT NULL,
  chat_id text NOT NULL,
  booking_id uuid NOT NULL REFERENCES bookings,
  message_id text,
  rendered_version integer NOT NULL DEFAULT 0,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (channel, bot_id, chat_id, booking_id)
);
CREATE INDEX chat_cards_booking ON chat_cards (booking_id);

-- A photo uploaded once is sent by its file id from then on; ids are per bot.
CREATE TABLE channel_files (
  channel text NOT NULL,
  bot_id text NOT NULL,
  content_sha256 bytea NOT NULL,
  file_id text NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (channel, bot_id, content_sha256)
);

-- Outgoing messages. Rows hold what to say and about which booking, never the rendered text: it is rendered from the current rows when it is sent, so no personal
-- data is copied here.
CREATE TABLE messages (
  id uuid NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  channel text NOT NULL,
  bot_id text NOT NULL,
  chat_id text NOT NULL,
  audience text NOT NULL CHECK (audience IN ('customer', 'operators')),
  template text NOT NULL,                  -- 'booking_paid', 'status_card', ...
  booking_id uuid,
  state text NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'skipped', 'failed', 'parked')),
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  provider_message_id text,
  last_error text,
  sent_at timestamptz,
  PRIMARY KEY (id, recorded_at)
) PARTITION BY RANGE (recorded_at);
CREATE INDEX messages_due ON messages (next_attempt_at) WHERE state IN ('pending', 'sending');
CREATE INDEX messages_booking ON messages (booking_id);

-- ---------------------------------------------------------------------------------------------------------------- events

CREATE TABLE event_subscriptions (
  subscriber text NOT NULL,
  event_type text NOT NULL,
  PRIMARY KEY (subscriber, event_type)
);

CREATE TABLE outbox (
  id uuid NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  type text NOT NULL,
  aggregate_kind text NOT NULL,
  aggregate_id uuid NOT NULL,
  payload jsonb NOT NULL,
  dispatched_at timestamptz,
  PRIMARY KEY (id, recorded_at)
) PARTITION BY RANGE (recorded_at);
CREATE INDEX outbox_waiting ON outbox (recorded_at) WHERE dispatched_at IS NULL;

-- One row per event and subscriber. recorded_at is the event's, so that the two are found in partitions of the same day.
CREATE TABLE event_deliveries (
  event_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  subscriber text NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'done', 'parked')),
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  last_error text,
  PRIMARY KEY (event_id, subscriber, recorded_at)
) PARTITION BY RANGE (recorded_at);
CREATE INDEX event_deliveries_due ON event_deliveries (subscriber, next_attempt_at) WHERE state = 'pending';

-- What came from outside. Not partitioned: a duplicate across a border would pass. Deleted in batches.
CREATE TABLE inbox (
  source text NOT NULL,
  key text NOT NULL,
  lane text NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  payload bytea,                           -- sealed under the master key while it waits; NULL when done
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'parked')),
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  last_error text,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (source, key)
);
CREATE INDEX inbox_pending ON inbox (source, lane, seq) WHERE state = 'pending';
CREATE INDEX inbox_age ON inbox USING brin (recorded_at);

-- A lane is worked by one process at a time, until its lease runs out.
CREATE TABLE inbox_lanes (
  source text NOT NULL,
  lane text NOT NULL,
  leased_until timestamptz,
  leased_by text,
  PRIMARY KEY (source, lane)
);

-- ---------------------------------------------------------------------------------------------------------------- audit

-- Plain rows written by triggers; a sealer chains them later in batches (a chain inside the trigger would put every booking behind one lock).
CREATE TABLE audit_log (
  id bigint GENERATED ALWAYS AS IDENTITY,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  table_name text NOT NULL,
  row_id uuid NOT NULL,
  action text NOT NULL CHECK (action IN ('insert', 'update', 'delete')),
  actor text NOT NULL,
  channel text NOT NULL,
  request_id text,
  before jsonb,
  after jsonb,
  PRIMARY KEY (id, recorded_at)
) PARTITION BY RANGE (recorded_at);
CREATE INDEX audit_log_row ON audit_log (row_id);

-- The actor stands in columns of the row. The program raises `version` with every change; a change that leaves it (psql) is the database role's.
CREATE FUNCTION audit_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  old_row jsonb;
  new_row jsonb;
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO audit_log (table_name, row_id, action, actor, channel, request_id, after)
    VALUES (TG_TABLE_NAME, NEW.id, 'insert', coalesce(NEW.changed_by, 'database:' || session_user), coalesce(NEW.changed_via, 'sql'), NEW.request_id,
            jsonb_strip_nulls(to_jsonb(NEW)));
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO audit_log (table_name, row_id, action, actor, channel, before)
    VALUES (TG_TABLE_NAME, OLD.id, 'delete', 'database:' || session_user, 'sql', jsonb_strip_nulls(to_jsonb(OLD)));
  ELSE
    old_row := to_jsonb(OLD);
    new_row := to_jsonb(NEW);
    IF old_row = new_row THEN
      RETURN NULL;
    END IF;
    INSERT INTO audit_log (table_name, row_id, action, actor, channel, request_id, before, after)
    SELECT TG_TABLE_NAME, NEW.id, 'update',
           CASE WHEN NEW.version = OLD.version THEN 'database:' || session_user ELSE coalesce(NEW.changed_by, 'database:' || session_user) END,
           CASE WHEN NEW.version = OLD.version THEN 'sql' ELSE coalesce(NEW.changed_via, 'sql') END,
           CASE WHEN NEW.version = OLD.version THEN NULL ELSE NEW.request_id END,
           jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, new_row -> o.key)
    FROM jsonb_each(old_row) o WHERE o.value IS DISTINCT FROM new_row -> o.key;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER bookings_audit AFTER INSERT OR UPDATE OR DELETE ON bookings FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER objects_audit AFTER INSERT OR UPDATE OR DELETE ON objects FOR EACH ROW EXECUTE FUNCTION audit_row();

-- ---------------------------------------------------------------------------------------------------------------- partitions

-- Makes the partitions that the days around `around` need: days for what is short-lived, months for what is kept. Called by `prokat migrate` and daily by the
-- program; idempotent. A default partition catches what falls outside, so a stopped job loses nothing.
CREATE FUNCTION partitions_ensure(around date, days_ahead integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  parent text;
  day date;
  month date;
  made integer := 0;
BEGIN
  FOREACH parent IN ARRAY ARRAY['outbox', 'event_deliveries'] LOOP
    FOR day IN SELECT d::date FROM generate_series(around - 1, around + days_ahead, interval '1 day') d LOOP
      IF to_regclass(format('%s_%s', parent, to_char(day, 'YYYYMMDD'))) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', parent || '_' || to_char(day, 'YYYYMMDD'), parent,
                       day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
        made := made + 1;
      END IF;
    END LOOP;
  END LOOP;
  FOREACH parent IN ARRAY ARRAY['audit_log', 'messages'] LOOP
    FOR month IN SELECT d::date FROM generate_series(date_trunc('month', around::timestamp), date_trunc('month', (around + days_ahead + 31)::timestamp),
                                                     interval '1 month') d LOOP
      IF to_regclass(format('%s_%s', parent, to_char(month, 'YYYYMM'))) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', parent || '_' || to_char(month, 'YYYYMM'), parent,
                       month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
        made := made + 1;
      END IF;
    END LOOP;
  END LOOP;
  RETURN made;
END $$;

-- Drops day partitions of events older than `before` in which nothing waits. Returns how many went.
CREATE FUNCTION partitions_drop_events(before date) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  part record;
  waiting boolean;
  gone integer := 0;
BEGIN
  FOR part IN
    SELECT c.relname, p.relname AS parent FROM pg_inherits i
    JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
    WHERE p.relname IN ('outbox', 'event_deliveries') AND c.relname ~ '_[0-9]{8}$' AND right(c.relname, 8) < to_char(before, 'YYYYMMDD')
    ORDER BY p.relname, c.relname
  LOOP
    EXECUTE format(CASE part.parent WHEN 'outbox' THEN 'SELECT EXISTS (SELECT 1 FROM %I WHERE dispatched_at IS NULL)'
                                    ELSE 'SELECT EXISTS (SELECT 1 FROM %I WHERE state <> ''done'')' END, part.relname) INTO waiting;
    IF NOT waiting THEN
      EXECUTE format('DROP TABLE %I', part.relname);
      gone := gone + 1;
    END IF;
  END LOOP;
  RETURN gone;
END $$;

CREATE TABLE outbox_default PARTITION OF outbox DEFAULT;
CREATE TABLE event_deliveries_default PARTITION OF event_deliveries DEFAULT;
CREATE TABLE audit_log_default PARTITION OF audit_log DEFAULT;
CREATE TABLE messages_default PARTITION OF messages DEFAULT;

-- ---------------------------------------------------------------------------------------------------------------- who hears what

INSERT INTO event_subscriptions (subscriber, event_type) VALUES
  ('booking', 'payment.succeeded'),
  ('booking', 'payment.canceled'),
  ('notifications', 'booking.created'),
  ('notifications', 'booking.confirmed'),
  ('notifications', 'booking.paid'),
  ('notifications', 'booking.cancelled'),
  ('notifications', 'payment.unmatched');
