-- A business for measurements: 10,000 cars by the hour, 10,000 customers, one price. Ids are made of
-- their number, so that load generators name them without asking:
--   object   00000000-0000-7000-9000-<12 hexadecimal digits>
--   customer 00000000-0000-7000-a000-<12 hexadecimal digits>
-- For a fresh, migrated database without demo data:  psql -f bench/seed.sql
INSERT INTO legal_entities (id, name, short_name, created_at)
VALUES ('00000000-0000-7000-8000-000000000001', 'ООО «Замер»', 'Замер', '2026-01-01Z');
INSERT INTO locations (id, legal_entity_id, name_ru, city_ru, time_zone, created_at)
VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', 'Центр',
        'Сочи', 'Europe/Moscow', '2026-01-01Z');
INSERT INTO object_types (code, name_ru, name_en, icon, rental_unit, horizon_days, created_at)
VALUES ('bench_car', 'Автомобили', 'Cars', '*', 'hour', 1095, '2026-01-01Z');
INSERT INTO tariffs (id, name_ru, mode, currency, created_at)
VALUES ('00000000-0000-7000-8000-000000000003', 'Базовый', 'by_length', 'RUB', '2026-01-01Z');
INSERT INTO tariff_rates (tariff_id, units_from, price_minor)
VALUES ('00000000-0000-7000-8000-000000000003', 1, 100000);
INSERT INTO objects (id, type, location_id, name_ru, tariff_id, price_minor, currency, created_at)
SELECT ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, 'bench_car',
       '00000000-0000-7000-8000-000000000002', 'Kia Rio',
       '00000000-0000-7000-8000-000000000003', 100000, 'RUB', '2026-01-01Z'
FROM generate_series(1, 10000) n;
INSERT INTO customers (id, name, created_at)
SELECT ('00000000-0000-7000-a000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Клиент', '2026-01-01Z'
FROM generate_series(1, 10000) n;
ANALYZE;
