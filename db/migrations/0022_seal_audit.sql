-- The audit becomes a chain that shows every later edit. Triggers go on writing plain rows (nothing here makes a create wait for another); one sealer chains settled
-- rows in the order of their ids, and the hash of the chain's head leaves the database once a day.

-- ---------------------------------------------------------------------------------------------------------------- what is audited

-- Tables whose key is no uuid: row_key holds the key as text and row_id md5(row_key), so that one index finds both.
ALTER TABLE audit_log ADD COLUMN row_key text;

-- Attach it to any table that has the columns changed_by, changed_via, request_id (text) and version (integer, raised with every change):
--   CREATE TRIGGER tariffs_audit AFTER INSERT OR UPDATE OR DELETE ON tariffs FOR EACH ROW EXECUTE FUNCTION audit_row();
-- The key is the column id (uuid). Another key, or one of several columns, is named in order; its values are joined by '/':
--   ... ON object_types FOR EACH ROW EXECUTE FUNCTION audit_row('code');
-- The actor stands in columns of the row. The program raises `version` with every change; a change that leaves it (psql) is the database role's.
CREATE OR REPLACE FUNCTION audit_row() RETURNS trigger LANGUAGE plpgsql AS $$
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

-- Who asks what (services/audit/README.md): one row's history is audit_log_row's; newest first, whatever else is asked, is the primary key's, which also holds
-- recorded_at: a range of time is pruned to its months and found in the index alone (so a BRIN beside it was never taken). Bookings are most of the log: what is
-- asked about other tables, or about hands other than customers', has an index of its own that rows of bookings made by customers never enter.
CREATE INDEX audit_log_other_tables ON audit_log (table_name, id) WHERE table_name <> 'bookings';
CREATE INDEX audit_log_staff ON audit_log (actor, id) WHERE actor NOT LIKE 'customer:%' AND actor NOT LIKE 'system:%';

-- ---------------------------------------------------------------------------------------------------------------- the chain

-- One entry per sealed audit row, in a table of its own: sealing updates no row of audit_log. digest is the SHA-256 of the row's canonical form
-- (services/audit/domain/chain.hpp), hash that of the previous hash, seal_no and digest. The key of the audited row is repeated, so that a deleted audit row can
-- still be named.
CREATE TABLE audit_chain (
  seal_no bigint PRIMARY KEY CHECK (seal_no > 0),
  audit_id bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  table_name text NOT NULL,
  row_id uuid NOT NULL,
  row_key text,
  digest bytea NOT NULL CHECK (length(digest) = 32),
  hash bytea NOT NULL CHECK (length(hash) = 32),
  CONSTRAINT audit_chain_once UNIQUE (audit_id)
);

-- One row per batch that was sealed in one transaction; hash is that of its last entry.
CREATE TABLE audit_seals (
  first_seal_no bigint PRIMARY KEY,
  last_seal_no bigint NOT NULL,
  row_count integer NOT NULL CHECK (row_count > 0),
  hash bytea NOT NULL CHECK (length(hash) = 32),
  sealed_at timestamptz NOT NULL,
  CONSTRAINT audit_seals_last UNIQUE (last_seal_no),
  CHECK (last_seal_no - first_seal_no + 1 = row_count)
);

-- How far the sealer may go. fence_audit_id was the newest visible id when fence_xid was the next transaction id: a row's id is drawn after its transaction got its
-- xid, so once every transaction before fence_xid has ended, no row with an id up to the fence can still appear.
CREATE TABLE audit_fence (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  fence_xid xid8 NOT NULL,
  fence_audit_id bigint NOT NULL
);
INSERT INTO audit_fence (fence_xid, fence_audit_id) VALUES ('0', 0);

-- Which heads left the database. The objects in storage are what verification trusts; these rows only say when the next one is due.
CREATE TABLE audit_anchors (
  id uuid PRIMARY KEY,
  storage_key text NOT NULL UNIQUE,
  seal_no bigint NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  anchored_at timestamptz NOT NULL
);
CREATE INDEX audit_anchors_time ON audit_anchors (anchored_at);

-- ---------------------------------------------------------------------------------------------------------------- telling operators

-- What a message says that is not about a booking: figures, never personal data.
ALTER TABLE messages ADD COLUMN facts jsonb;
INSERT INTO event_subscriptions (subscriber, event_type) VALUES ('notifications', 'audit.anchored');
