-- A business for measurements: 10,000 objects of 10 types at 10 locations in two zones, 5 tariffs,
-- 10,000 customers. Ids are made of their number, so that load generators name them without asking:
--   object   00000000-0000-7000-9000-<12 hexadecimal digits>
--   customer 00000000-0000-7000-a000-<12 hexadecimal digits>
-- For a migrated database without demo data:  psql -f bench/seed.sql
-- The program does it at its start; here it has not started yet.
SELECT partitions_ensure(current_date, 7);
INSERT INTO legal_entities (id, name, short_name, created_at)
VALUES ('00000000-0000-7000-8000-000000000001', 'ООО «Замер»', 'Замер', '2026-01-01Z');
INSERT INTO locations (id, legal_entity_id, name_ru, city_ru, time_zone, created_at)
SELECT ('00000000-0000-7000-8001-' || lpad(to_hex(n), 12, '0'))::uuid,
       '00000000-0000-7000-8000-000000000001', 'Пункт ' || n, CASE n % 2 WHEN 0 THEN 'Сочи' ELSE 'Горно-Алтайск' END,
       CASE n % 2 WHEN 0 THEN 'Europe/Moscow' ELSE 'Asia/Barnaul' END, '2026-01-01Z'
FROM generate_series(0, 9) n;
INSERT INTO object_types (code, name_ru, name_en, icon, rental_unit, horizon_days, created_at)
SELECT 'bench_' || n, 'Тип ' || n, 'Type ' || n, '*', CASE n % 2 WHEN 0 THEN 'hour' ELSE 'day_24h' END,
       1095, '2026-01-01Z'
FROM generate_series(0, 9) n;
INSERT INTO tariffs (id, name_ru, mode, currency, created_at)
SELECT ('00000000-0000-7000-8002-' || lpad(to_hex(n), 12, '0'))::uuid, 'Тариф ' || n, 'by_length', 'RUB',
       '2026-01-01Z'
FROM generate_series(0, 4) n;
INSERT INTO tariff_rates (tariff_id, units_from, price_minor)
SELECT ('00000000-0000-7000-8002-' || lpad(to_hex(n), 12, '0'))::uuid, units_from,
       100000 + n * 10000 - units_from * 1000
FROM generate_series(0, 4) n, unnest(ARRAY[1, 3, 7]) units_from;
INSERT INTO objects (id, type, location_id, name_ru, name_en, unit_label, tariff_id, price_minor,
                     currency, deposit_minor, created_at)
SELECT ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, 'bench_' || n % 10,
       ('00000000-0000-7000-8001-' || lpad(to_hex(n / 10 % 10), 12, '0'))::uuid, 'Объект ' || n,
       'Object ' || n, 'A' || n, ('00000000-0000-7000-8002-' || lpad(to_hex(n % 5), 12, '0'))::uuid,
       99000 + n % 5 * 10000, 'RUB', 500000, '2026-01-01Z'
FROM generate_series(1, 10000) n;
INSERT INTO customers (id, name, created_at)
SELECT ('00000000-0000-7000-a000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Клиент ' || n, '2026-01-01Z'
FROM generate_series(1, 10000) n;
-- Not the tables that are empty still: with statistics that say so, the plans that the server makes at
-- its start would read them from end to end for ever after.
ANALYZE locations, object_types, tariffs, tariff_rates, objects, customers;
