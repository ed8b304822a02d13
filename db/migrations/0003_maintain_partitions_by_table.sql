-- Making or dropping a partition locks its whole table until the transaction ends. With several tables in one transaction that deadlocks against everything
-- which writes them in another order (a status change writes audit_log, then outbox). So the functions now take one table, and the program calls them in a
-- transaction each.

CREATE FUNCTION partitions_ensure(parent text, around date, days_ahead integer) RETURNS integer LANGUAGE plpgsql AS $$
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

-- For a database that nobody uses yet: all tables at once.
CREATE OR REPLACE FUNCTION partitions_ensure(around date, days_ahead integer) RETURNS integer LANGUAGE sql AS $$
  SELECT sum(partitions_ensure(parent, around, days_ahead))::integer
  FROM unnest(ARRAY['outbox', 'event_deliveries', 'audit_log', 'messages']) AS parent
$$;

-- Drops the days of outbox or event_deliveries before `before` in which nothing waits, and returns how many went. A day of outbox also stays while
-- event_deliveries of that day are there: a delivery that waits or is parked is nothing without its event. So call it for event_deliveries first.
DROP FUNCTION partitions_drop_events(date);
CREATE FUNCTION partitions_drop_events(parent text, before date) RETURNS integer LANGUAGE plpgsql AS $$
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
END $$;
