-- Inventory is managed over the API: what a unit does not set itself comes from its model, and both may depart from their type's rules of time.
-- Effective values stay materialised in `objects`, so that no reader joins models for a price; `own_fields` names those that the unit sets itself.

-- Whose hand it was, as on objects: the audit trigger reads them from the row.
ALTER TABLE legal_entities ADD COLUMN changed_by text, ADD COLUMN changed_via text, ADD COLUMN request_id text;
ALTER TABLE locations ADD COLUMN changed_by text, ADD COLUMN changed_via text, ADD COLUMN request_id text;
ALTER TABLE object_types ADD COLUMN changed_by text, ADD COLUMN changed_via text, ADD COLUMN request_id text;
ALTER TABLE object_models ADD COLUMN changed_by text, ADD COLUMN changed_via text, ADD COLUMN request_id text;

-- The old form of hours, {"weekly": {"mon-fri": [["08:00", "22:00"]]}}, becomes {"weekly": [{"weekday", "open": [{"from_minutes", "until_minutes"}]}], "exceptions": []}.
UPDATE locations l SET hours = jsonb_build_object('exceptions', '[]'::jsonb, 'weekly', (
  SELECT coalesce(jsonb_agg(jsonb_build_object('weekday', day.number, 'open', day.open) ORDER BY day.number), '[]')
  FROM (
    SELECT n AS number, (
      SELECT jsonb_agg(jsonb_build_object('from_minutes', split_part(i ->> 0, ':', 1)::int * 60 + split_part(i ->> 0, ':', 2)::int,
                                          'until_minutes', split_part(i ->> 1, ':', 1)::int * 60 + split_part(i ->> 1, ':', 2)::int))
      FROM jsonb_array_elements(span.value) i) AS open
    FROM jsonb_each(l.hours -> 'weekly') span,
         generate_series(array_position(ARRAY['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], split_part(span.key, '-', 1)),
                         array_position(ARRAY['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], coalesce(nullif(split_part(span.key, '-', 2), ''), span.key))) n
  ) day))
WHERE jsonb_typeof(l.hours -> 'weekly') = 'object';

-- NULL: as the type has it (models), as the model has it (units).
ALTER TABLE object_models
  ADD COLUMN tariff_id uuid REFERENCES tariffs,
  ADD COLUMN deposit_minor bigint CHECK (deposit_minor >= 0),
  ADD COLUMN buffer_before_minutes integer CHECK (buffer_before_minutes BETWEEN 0 AND 10080),
  ADD COLUMN buffer_after_minutes integer CHECK (buffer_after_minutes BETWEEN 0 AND 10080),
  ADD COLUMN rental_unit text CHECK (rental_unit IN ('hour', 'day_24h', 'calendar_day', 'night')),
  ADD COLUMN grace_minutes integer CHECK (grace_minutes BETWEEN 0 AND 1440),
  ADD COLUMN start_step_minutes integer CHECK (start_step_minutes IN (15, 30, 60)),
  ADD COLUMN check_in_minutes integer CHECK (check_in_minutes BETWEEN 0 AND 1439),
  ADD COLUMN check_out_minutes integer CHECK (check_out_minutes BETWEEN 0 AND 1439),
  ADD COLUMN units_min integer CHECK (units_min >= 1),
  ADD COLUMN units_max integer CHECK (units_max >= 1),
  ADD COLUMN lead_minutes integer CHECK (lead_minutes >= 0),
  ADD COLUMN horizon_days integer CHECK (horizon_days BETWEEN 1 AND 1095),
  ADD COLUMN position integer NOT NULL DEFAULT 0;
CREATE INDEX object_models_type ON object_models (type);
CREATE TRIGGER object_models_forbid_delete BEFORE DELETE ON object_models FOR EACH ROW EXECUTE FUNCTION forbid_delete();

ALTER TABLE objects
  ADD COLUMN own_fields text[] NOT NULL DEFAULT '{name,tariff_id,deposit_minor,buffer_before_minutes,buffer_after_minutes}'
    CHECK (own_fields <@ ARRAY['name', 'tariff_id', 'deposit_minor', 'buffer_before_minutes', 'buffer_after_minutes']),
  ADD COLUMN rental_unit text CHECK (rental_unit IN ('hour', 'day_24h', 'calendar_day', 'night')),
  ADD COLUMN grace_minutes integer CHECK (grace_minutes BETWEEN 0 AND 1440),
  ADD COLUMN start_step_minutes integer CHECK (start_step_minutes IN (15, 30, 60)),
  ADD COLUMN check_in_minutes integer CHECK (check_in_minutes BETWEEN 0 AND 1439),
  ADD COLUMN check_out_minutes integer CHECK (check_out_minutes BETWEEN 0 AND 1439),
  ADD COLUMN units_min integer CHECK (units_min >= 1),
  ADD COLUMN units_max integer CHECK (units_max >= 1),
  ADD COLUMN lead_minutes integer CHECK (lead_minutes >= 0),
  ADD COLUMN horizon_days integer CHECK (horizon_days BETWEEN 1 AND 1095);
CREATE TRIGGER objects_forbid_delete BEFORE DELETE ON objects FOR EACH ROW EXECUTE FUNCTION forbid_delete();

CREATE TRIGGER legal_entities_audit AFTER INSERT OR UPDATE OR DELETE ON legal_entities FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER locations_audit AFTER INSERT OR UPDATE OR DELETE ON locations FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER object_types_audit AFTER INSERT OR UPDATE OR DELETE ON object_types FOR EACH ROW EXECUTE FUNCTION audit_row('code');
CREATE TRIGGER object_models_audit AFTER INSERT OR UPDATE OR DELETE ON object_models FOR EACH ROW EXECUTE FUNCTION audit_row();
