-- A year of bookings around :today for the demo business: about eleven months behind and six weeks ahead, denser in summer and on weekends. Everything is a
-- function of the unit and a counter (hashtext), so the same day gives the same demo. Orders, lines, ledger, payments and statuses agree with each
-- other as if the program had written them; only the outbox stays empty: nobody is to be told about the past.
\set ON_ERROR_STOP on
SET TIME ZONE 'UTC';

CREATE TEMP TABLE demo_customers AS
SELECT n, ('018f0000-0000-7000-8000-000000001' || lpad(n::text, 3, '0'))::uuid AS id,
       (ARRAY['Анна','Мария','Елена','Дарья','Ольга','Ирина','Наталья','Юлия'])[1 + n % 8] || ' ' ||
       (ARRAY['Смирнова','Кузнецова','Попова','Васильева','Соколова','Михайлова','Новикова'])[1 + n % 7] AS name_f,
       (ARRAY['Алексей','Дмитрий','Иван','Сергей','Андрей','Павел','Тимур','Роман'])[1 + n % 8] || ' ' ||
       (ARRAY['Смирнов','Кузнецов','Попов','Васильев','Соколов','Михайлов','Новиков'])[1 + (n / 2) % 7] AS name_m
FROM generate_series(1, 60) n;

INSERT INTO customers (id, name, language, created_at)
SELECT id, CASE WHEN n % 2 = 0 THEN name_f ELSE name_m END, 'ru', :'today'::date - 360 + n FROM demo_customers ON CONFLICT DO NOTHING;
INSERT INTO identities (id, customer_id, kind, value, verified_at, created_at)
SELECT ('018f0000-0000-7000-8000-000000002' || lpad(n::text, 3, '0'))::uuid, id, 'phone', '+7900555' || lpad((1000 + n)::text, 4, '0'), NULL, :'today'::date - 360 + n
FROM demo_customers ON CONFLICT DO NOTHING;

CREATE TEMP TABLE demo_day AS SELECT :'today'::date AS today;

DO $$
DECLARE
  today date := (SELECT d.today FROM demo_day d);
  noon timestamptz := (today + time '09:00') AT TIME ZONE 'UTC';
  unit record;
  day date;
  counter integer;
  draw integer;          -- 0..99, the next "random" figure
  length integer;        -- in rental units
  starts timestamptz;
  ends timestamptz;
  taken_until timestamptz;
  made timestamptz;
  rate bigint;
  tier integer;
  amount bigint;
  booking uuid;
  order_uuid uuid;
  payment uuid;
  customer uuid;
  state text;
  reason text;
  booking_code text;
  unit_ru text;
  unit_en text;
BEGIN
  FOR unit IN
    SELECT o.*, l.time_zone, coalesce(o.legal_entity_id, l.legal_entity_id) AS entity, t.rental_unit, coalesce(o.check_in_minutes, t.check_in_minutes) AS check_in, coalesce(o.check_out_minutes, t.check_out_minutes) AS check_out
    FROM objects o JOIN locations l ON l.id = o.location_id JOIN object_types t ON t.code = o.type ORDER BY o.position
  LOOP
    day := today - 325 + (abs(hashtext(unit.id::text)) % 7);
    counter := 0;
    taken_until := '-infinity';
    WHILE day < today + 42 LOOP
      counter := counter + 1;
      IF unit.type = 'boat' AND extract(month FROM day) NOT BETWEEN 5 AND 10 THEN
        day := day + 7;  -- the rivers are frozen
        CONTINUE;
      END IF;
      draw := abs(hashtext(unit.id::text || counter)) % 100;
      -- Gaps: short in summer, longer in winter and in the weeks ahead.
      day := day + CASE WHEN extract(month FROM day) BETWEEN 5 AND 9 THEN draw % 3 WHEN day > today THEN 2 + draw % 9 ELSE draw % 6 END;
      length := CASE unit.rental_unit WHEN 'hour' THEN 1 + draw % 6 WHEN 'night' THEN 1 + draw % 4 WHEN 'calendar_day' THEN 2 + draw % 7 ELSE 1 + draw % 8 END;
      IF unit.rental_unit = 'hour' THEN
        starts := (day + make_interval(hours => 10 + draw % 5)) AT TIME ZONE unit.time_zone;
        ends := starts + make_interval(hours => length);
      ELSE
        starts := (day + make_interval(mins => unit.check_in)) AT TIME ZONE unit.time_zone;
        ends := (day + length + make_interval(mins => unit.check_out)) AT TIME ZONE unit.time_zone;
      END IF;
      IF starts - make_interval(mins => unit.buffer_before_minutes) < taken_until THEN
        day := day + 1;
        CONTINUE;
      END IF;
      taken_until := ends + make_interval(mins => unit.buffer_after_minutes);
      day := day + CASE unit.rental_unit WHEN 'hour' THEN 1 ELSE length END;
      made := least(starts - make_interval(days => 1 + draw % 20, hours => draw % 11), noon - make_interval(hours => 1 + draw % 30));
      tier := (SELECT max(r.units_from) FROM tariff_rates r WHERE r.tariff_id = unit.tariff_id AND r.season = '' AND r.units_from <= length);
      rate := (SELECT r.price_minor FROM tariff_rates r WHERE r.tariff_id = unit.tariff_id AND r.season = '' AND r.units_from = tier);
      amount := rate * length;
      booking := md5('demo booking ' || unit.id || counter)::uuid;
      order_uuid := md5('demo order ' || unit.id || counter)::uuid;
      payment := md5('demo payment ' || unit.id || counter)::uuid;
      customer := (SELECT c.id FROM demo_customers c WHERE c.n = 1 + abs(hashtext('customer' || unit.id || counter)) % 60);
      booking_code := 'PR-' || (SELECT string_agg(substr('0123456789BCDFGHJKMNPQRSTVWXYZ', 1 + get_byte(decode(md5(booking::text), 'hex'), b) % 30, 1), '' ORDER BY b)
                        FROM generate_series(0, 6) b);
      reason := NULL;
      IF draw % 17 = 3 THEN
        state := 'cancelled';
        reason := CASE draw % 3 WHEN 0 THEN 'customer' WHEN 1 THEN 'expired' ELSE 'operator' END;
      ELSIF ends < noon THEN
        state := 'completed';
      ELSIF starts > noon AND draw % 5 = 0 THEN
        state := 'confirmed';
      ELSE
        state := 'paid';
      END IF;
      unit_ru := CASE unit.rental_unit WHEN 'hour' THEN 'ч' WHEN 'night' THEN 'ноч.' WHEN 'calendar_day' THEN 'дн.' ELSE 'сут.' END;
      unit_en := CASE unit.rental_unit WHEN 'hour' THEN 'h' WHEN 'night' THEN 'nights' ELSE 'days' END;

      INSERT INTO orders (id, customer_id, legal_entity_id, currency, total_minor, channel, created_at)
      VALUES (order_uuid, customer, unit.entity, unit.currency, CASE state WHEN 'cancelled' THEN 0 ELSE amount END, CASE draw % 4 WHEN 0 THEN 'api' ELSE 'telegram' END, made);
      INSERT INTO bookings (id, code, order_id, object_id, pickup_location_id, return_location_id, date_start, date_end, blocked, time_zone, status, cancel_reason, amount_minor,
                            paid_minor, deposit_minor, currency, picked_up_at, returned_at, rate_version, changed_by, changed_via, request_id, created_at, updated_at)
      VALUES (booking, booking_code, order_uuid, unit.id, unit.location_id, unit.location_id, starts, ends,
              tstzrange(starts - make_interval(mins => unit.buffer_before_minutes), ends + make_interval(mins => unit.buffer_after_minutes), '[)'), unit.time_zone, state, reason, amount,
              CASE WHEN state IN ('paid', 'completed') THEN amount ELSE 0 END, unit.deposit_minor, unit.currency,
              CASE WHEN state IN ('paid', 'completed') AND starts < noon THEN starts END, CASE WHEN state = 'completed' THEN ends END, unit.rate_version,
              'system:demo', 'sql', 'demo', made, made);
      INSERT INTO booking_lines (booking_id, position, kind, title_ru, title_en, quantity, unit_price_minor, amount_minor, rule_ru, rule_en)
      VALUES (booking, 1, 'rental', 'Аренда: ' || length || ' ' || unit_ru, 'Rental: ' || length || ' ' || unit_en, length, rate, amount,
              'Тариф от ' || tier || ' ' || unit_ru, 'Rate from ' || tier || ' ' || unit_en);
      INSERT INTO ledger_entries (order_id, booking_id, account, amount_minor, currency, cause_kind, cause_id, created_at)
      VALUES (order_uuid, booking, 'charge', amount, unit.currency, 'booking', booking, made);
      IF state = 'cancelled' THEN
        INSERT INTO ledger_entries (order_id, booking_id, account, amount_minor, currency, cause_kind, cause_id, created_at)
        VALUES (order_uuid, booking, 'writeoff', amount, unit.currency, 'cancellation', booking, made + interval '1 hour');
      ELSIF state IN ('paid', 'completed') THEN
        INSERT INTO payments (id, order_id, booking_id, method, kind, provider, status, amount_minor, currency, changed_by, changed_via, request_id, created_at, updated_at, succeeded_at)
        VALUES (payment, order_uuid, booking, CASE draw % 6 WHEN 0 THEN 'cash' WHEN 1 THEN 'card_terminal' ELSE 'online' END, 'full',
                CASE WHEN draw % 6 > 1 THEN 'yookassa' END, 'succeeded', amount, unit.currency, 'system:demo', 'sql', 'demo', made, made, made + interval '5 minutes');
        INSERT INTO payment_allocations (payment_id, booking_id, amount_minor) VALUES (payment, booking, amount);
        INSERT INTO ledger_entries (order_id, booking_id, account, amount_minor, currency, cause_kind, cause_id, created_at)
        VALUES (order_uuid, booking, 'payment', amount, unit.currency, 'payment', payment, made + interval '5 minutes');
      END IF;
    END LOOP;
  END LOOP;
END $$;

-- A finished rental completes only once its blocked time is over; what still lies inside its buffer is paid.
UPDATE bookings SET status = 'paid' WHERE status = 'completed' AND request_id = 'demo' AND blocked_until > (:'today'::date + time '09:00') AT TIME ZONE 'UTC';
ANALYZE objects, bookings, booking_lines, orders, ledger_entries, payments, customers, identities, photos;
