-- A day of outbox also stays while a delivery of that day waits or is parked: the delivery is nothing without its event. Deliveries go first, so a day whose
-- deliveries are all done loses both in one call.
CREATE OR REPLACE FUNCTION partitions_drop_events(before date) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  part record;
  waiting boolean;
  gone integer := 0;
BEGIN
  FOR part IN
    SELECT c.relname, p.relname AS parent FROM pg_inherits i
    JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
    WHERE p.relname IN ('outbox', 'event_deliveries') AND c.relname ~ '_[0-9]{8}$' AND right(c.relname, 8) < to_char(before, 'YYYYMMDD')
    ORDER BY p.relname, c.relname          -- event_deliveries before outbox
  LOOP
    IF part.parent = 'outbox' THEN
      EXECUTE format('SELECT to_regclass(%L) IS NOT NULL OR EXISTS (SELECT 1 FROM %I WHERE dispatched_at IS NULL)',
                     'event_deliveries_' || right(part.relname, 8), part.relname) INTO waiting;
    ELSE
      EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE state <> ''done'')', part.relname) INTO waiting;
    END IF;
    IF NOT waiting THEN
      EXECUTE format('DROP TABLE %I', part.relname);
      gone := gone + 1;
    END IF;
  END LOOP;
  RETURN gone;
END $$;
