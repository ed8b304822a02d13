-- What each unit is due for: service by date or by kilometres, insurance, inspection. One row a deadline; a finished one keeps its row.
CREATE TABLE object_deadlines (
  id uuid PRIMARY KEY,
  object_id uuid NOT NULL REFERENCES objects,
  kind text NOT NULL CHECK (kind IN ('service', 'insurance', 'inspection', 'other')),
  title text NOT NULL,
  due_date date,
  due_km integer CHECK (due_km > 0),
  remind_days integer[] NOT NULL DEFAULT '{}',   -- before due_date, descending
  stops_sales boolean NOT NULL DEFAULT false,    -- from due_date on the unit is not offered
  note text NOT NULL DEFAULT '',
  done_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  changed_by text,
  changed_via text,
  request_id text,
  created_at timestamptz NOT NULL,
  archived_at timestamptz,
  CONSTRAINT object_deadlines_due CHECK (due_date IS NOT NULL OR due_km IS NOT NULL)
);
CREATE INDEX object_deadlines_object ON object_deadlines (object_id, due_date);
-- What comes due next, over all units.
CREATE INDEX object_deadlines_open ON object_deadlines (due_date) WHERE done_at IS NULL AND archived_at IS NULL;
CREATE TRIGGER object_deadlines_forbid_delete BEFORE DELETE ON object_deadlines FOR EACH ROW EXECUTE FUNCTION forbid_delete();
CREATE TRIGGER object_deadlines_audit AFTER INSERT OR UPDATE OR DELETE ON object_deadlines FOR EACH ROW EXECUTE FUNCTION audit_row();
