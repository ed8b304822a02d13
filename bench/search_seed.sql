-- The objects of bench/data.md, for a migrated database without demo data.
SELECT partitions_ensure(current_date, 7);
INSERT INTO legal_entities (id, name, short_name, created_at)
VALUES ('00000000-0000-7000-8000-000000000001', 'ООО «Замер»', 'Замер', '2026-01-01Z');
INSERT INTO locations (id, legal_entity_id, name_ru, city_ru, time_zone, created_at)
SELECT ('00000000-0000-7000-8001-' || lpad(to_hex(n), 12, '0'))::uuid,
       '00000000-0000-7000-8000-000000000001', 'Пункт ' || n, CASE n WHEN 0 THEN 'Сочи' ELSE 'Горно-Алтайск' END,
       CASE n WHEN 0 THEN 'Europe/Moscow' ELSE 'Asia/Barnaul' END, '2026-01-01Z'
FROM generate_series(0, 1) n;
INSERT INTO object_types (code, name_ru, name_en, icon, rental_unit, horizon_days, created_at)
SELECT 'bench_' || n, 'Тип ' || n, 'Type ' || n, '*', 'day_24h', 1095, '2026-01-01Z'
FROM generate_series(0, 4) n;
INSERT INTO tariffs (id, name_ru, mode, currency, created_at)
SELECT ('00000000-0000-7000-8002-' || lpad(to_hex(n), 12, '0'))::uuid, 'Тариф ' || n, 'by_length', 'RUB',
       '2026-01-01Z'
FROM generate_series(0, 49) n;
INSERT INTO tariff_rates (tariff_id, units_from, price_minor)
SELECT ('00000000-0000-7000-8002-' || lpad(to_hex(n), 12, '0'))::uuid, units_from,
       100000 + n * 10000 - units_from * 1000
FROM generate_series(0, 49) n, unnest(ARRAY[1, 3, 7]) units_from;
INSERT INTO objects (id, type, location_id, name_ru, name_en, unit_label, tariff_id, price_minor,
                     currency, deposit_minor, created_at)
SELECT ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, 'bench_' || n % 5,
       ('00000000-0000-7000-8001-' || lpad(to_hex(n / 5 % 2), 12, '0'))::uuid, 'Объект ' || n,
       'Object ' || n, 'A' || n, ('00000000-0000-7000-8002-' || lpad(to_hex(n / 10 % 50), 12, '0'))::uuid,
       99000 + n / 10 % 50 * 10000, 'RUB', 500000, '2026-01-01Z'
FROM generate_series(1, 10000) n;
INSERT INTO customers (id, name, created_at)
SELECT ('00000000-0000-7000-a000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Клиент ' || n, '2026-01-01Z'
FROM generate_series(1, 10000) n;
INSERT INTO orders (id, customer_id, legal_entity_id, currency, total_minor, channel, created_at)
VALUES ('00000000-0000-7000-b000-000000000001', '00000000-0000-7000-a000-000000000001',
        '00000000-0000-7000-8000-000000000001', 'RUB', 0, 'api', '2026-01-01Z');
ANALYZE locations, object_types, tariffs, tariff_rates, objects, customers;
