-- The tables of bench/bare.sql: what a booking program cannot do without and nothing of ours. They
-- stay as they are when Prokat's schema grows, so that results of different years can be compared.
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TABLE bare_bookings (
  id uuid PRIMARY KEY,
  object_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  period tstzrange NOT NULL,
  status text NOT NULL,
  amount_minor bigint NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT bare_bookings_no_overlap EXCLUDE USING gist (object_id WITH =, period WITH &&)
    WHERE (status <> 'cancelled')
);
CREATE TABLE bare_outbox (
  id uuid PRIMARY KEY,
  type text NOT NULL,
  payload jsonb NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE bare_audit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  row_id uuid NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  after jsonb NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now()
);
