-- The demo business «Прокат на волне»: two cities in two time zones, five types, 25 units, their models, tariffs and texts.
-- Run by scripts/load-demo with psql; ids are fixed, so running it again changes nothing. :today is the business day the demo is made for.
\set ON_ERROR_STOP on
SET TIME ZONE 'UTC';

INSERT INTO legal_entities (id, name, short_name, inn, kpp, ogrn, address, signatory, tax_system, fiscal_scheme, created_at) VALUES
 ('018f0000-0000-7000-8000-000000000001', 'Общество с ограниченной ответственностью «Прокат на волне»', 'ООО «Прокат на волне»', '1655000003', '165501001', '1021600000124',
  '420111, Казань, ул. Баумана, 40', 'Ольга Сергеевна Ветрова', 'general', 'none', :'today'::date - 400),
 ('018f0000-0000-7000-8000-000000000002', 'Индивидуальный предприниматель Байкалов Пётр Ильич', 'ИП Байкалов П. И.', '381000000080', NULL, '304381000000015',
  '664025, Иркутск, бул. Гагарина, 68', 'Пётр Ильич Байкалов', 'usn_income', 'none', :'today'::date - 400)
ON CONFLICT DO NOTHING;

INSERT INTO locations (id, legal_entity_id, name_ru, name_en, city_ru, city_en, address_ru, address_en, latitude, longitude, time_zone, hours, phone, position, created_at) VALUES
 ('018f0000-0000-7000-8000-000000000011', '018f0000-0000-7000-8000-000000000001', 'Казань, речной порт', 'Kazan river port', 'Казань', 'Kazan',
  'ул. Девятаева, 1', '1 Devyatayeva St', 55.7720, 49.0930, 'Europe/Moscow', '{"weekly": [{"weekday": 1, "open": [{"from_minutes": 480, "until_minutes": 1320}]}, {"weekday": 2, "open": [{"from_minutes": 480, "until_minutes": 1320}]}, {"weekday": 3, "open": [{"from_minutes": 480, "until_minutes": 1320}]}, {"weekday": 4, "open": [{"from_minutes": 480, "until_minutes": 1320}]}, {"weekday": 5, "open": [{"from_minutes": 480, "until_minutes": 1320}]}, {"weekday": 6, "open": [{"from_minutes": 480, "until_minutes": 1320}]}, {"weekday": 7, "open": [{"from_minutes": 480, "until_minutes": 1320}]}], "exceptions": []}', '+78432000001', 1, :'today'::date - 400),
 ('018f0000-0000-7000-8000-000000000012', '018f0000-0000-7000-8000-000000000002', 'Иркутск, бульвар Гагарина', 'Irkutsk, Gagarin Boulevard', 'Иркутск', 'Irkutsk',
  'бул. Гагарина, 68', '68 Gagarin Blvd', 52.2750, 104.2700, 'Asia/Irkutsk', '{"weekly": [{"weekday": 1, "open": [{"from_minutes": 480, "until_minutes": 1320}]}, {"weekday": 2, "open": [{"from_minutes": 480, "until_minutes": 1320}]}, {"weekday": 3, "open": [{"from_minutes": 480, "until_minutes": 1320}]}, {"weekday": 4, "open": [{"from_minutes": 480, "until_minutes": 1320}]}, {"weekday": 5, "open": [{"from_minutes": 480, "until_minutes": 1320}]}, {"weekday": 6, "open": [{"from_minutes": 480, "until_minutes": 1320}]}, {"weekday": 7, "open": [{"from_minutes": 480, "until_minutes": 1320}]}], "exceptions": []}', '+73952000001', 2, :'today'::date - 400)
ON CONFLICT DO NOTHING;

INSERT INTO object_types (code, name_ru, name_en, icon, rental_unit, grace_minutes, start_step_minutes, check_in_minutes, check_out_minutes, units_min, units_max, lead_minutes,
                          horizon_days, property_schema, position, created_at) VALUES
 ('car', 'Автомобили', 'Cars', '🚗', 'day_24h', 60, 60, 600, 600, 1, 30, 120, 365,
  '[{"key": "gearbox", "kind": "choice", "name": {"ru": "Коробка", "en": "Gearbox"}, "choices": [{"value": "manual", "name": {"ru": "механика", "en": "manual"}}, {"value": "automatic", "name": {"ru": "автомат", "en": "automatic"}}]},
    {"key": "seats", "kind": "number", "name": {"ru": "Мест", "en": "Seats"}}, {"key": "year", "kind": "number", "name": {"ru": "Год", "en": "Year"}}]', 1, :'today'::date - 400),
 ('camper', 'Автодома', 'Campers', '🚐', 'calendar_day', 0, 60, 0, 0, 2, 30, 720, 365,
  '[{"key": "beds", "kind": "number", "name": {"ru": "Спальных мест", "en": "Beds"}}, {"key": "year", "kind": "number", "name": {"ru": "Год", "en": "Year"}}]', 2, :'today'::date - 400),
 ('boat', 'Катера и лодки', 'Boats', '🚤', 'hour', 0, 60, 600, 1200, 1, 12, 60, 120,
  '[{"key": "seats", "kind": "number", "name": {"ru": "Пассажиров", "en": "Passengers"}}, {"key": "engine_hp", "kind": "number", "name": {"ru": "Мотор", "en": "Engine"}, "unit": {"ru": "л. с.", "en": "hp"}}]', 3, :'today'::date - 400),
 ('atv', 'Квадроциклы', 'ATVs', '🛞', 'hour', 0, 30, 600, 1200, 1, 10, 60, 120,
  '[{"key": "seats", "kind": "number", "name": {"ru": "Мест", "en": "Seats"}}, {"key": "engine_cc", "kind": "number", "name": {"ru": "Двигатель", "en": "Engine"}, "unit": {"ru": "см³", "en": "cc"}}]', 4, :'today'::date - 400),
 ('cottage', 'Коттеджи', 'Cottages', '🏡', 'night', 0, 60, 900, 720, 1, 30, 240, 365,
  '[{"key": "guests", "kind": "number", "name": {"ru": "Гостей", "en": "Guests"}}, {"key": "bedrooms", "kind": "number", "name": {"ru": "Спален", "en": "Bedrooms"}},
    {"key": "sauna", "kind": "flag", "name": {"ru": "Баня", "en": "Sauna"}}]', 5, :'today'::date - 400)
ON CONFLICT DO NOTHING;

INSERT INTO tariffs (id, name_ru, name_en, mode, currency, seasons, day_rules, capped_by_longer, rounding_minor, created_at) VALUES
 ('018f0000-0000-7000-8000-000000000101', 'Эконом', 'Economy', 'by_length', 'RUB',
  '[]', '[]', true, 1, :'today'::date - 400),
 ('018f0000-0000-7000-8000-000000000102', 'Комфорт', 'Comfort', 'by_length', 'RUB',
  '[]', '[{"name": {"ru": "выходные и праздники", "en": "weekends and holidays"}, "weekdays": [6, 7], "holidays": true, "percent": 10}]', true, 10000, :'today'::date - 400),
 ('018f0000-0000-7000-8000-000000000103', 'Внедорожник', 'Off-road', 'by_length', 'RUB',
  '[]', '[]', false, 1, :'today'::date - 400),
 ('018f0000-0000-7000-8000-000000000104', 'Автодом', 'Camper', 'by_length', 'RUB',
  '[{"key": "summer", "name": {"ru": "лето", "en": "summer"}, "first": "2027-06-15", "last": "2027-08-31", "yearly": true}]', '[]', true, 10000, :'today'::date - 400),
 ('018f0000-0000-7000-8000-000000000105', 'Моторная лодка', 'Motor boat', 'by_length', 'RUB',
  '[]', '[{"name": {"ru": "выходные и праздники", "en": "weekends and holidays"}, "weekdays": [6, 7], "holidays": true, "percent": 20}]', false, 10000, :'today'::date - 400),
 ('018f0000-0000-7000-8000-000000000106', 'Катер', 'Cruiser', 'by_length', 'RUB',
  '[]', '[{"name": {"ru": "выходные и праздники", "en": "weekends and holidays"}, "weekdays": [6, 7], "holidays": true, "percent": 20}]', false, 10000, :'today'::date - 400),
 ('018f0000-0000-7000-8000-000000000107', 'Квадроцикл', 'ATV', 'by_length', 'RUB',
  '[]', '[{"name": {"ru": "выходные и праздники", "en": "weekends and holidays"}, "weekdays": [6, 7], "holidays": true, "percent": 15}]', false, 10000, :'today'::date - 400),
 ('018f0000-0000-7000-8000-000000000108', 'Домик', 'Cabin', 'by_length', 'RUB',
  '[{"key": "summer", "name": {"ru": "лето", "en": "summer"}, "first": "2027-06-15", "last": "2027-08-31", "yearly": true}]', '[]', true, 10000, :'today'::date - 400),
 ('018f0000-0000-7000-8000-000000000109', 'Большой дом', 'Large house', 'by_length', 'RUB',
  '[{"key": "new-year", "name": {"ru": "новогодние праздники", "en": "New Year holidays"}, "first": "2026-12-28", "last": "2027-01-10", "yearly": true}]', '[{"name": {"ru": "выходные и праздники", "en": "weekends and holidays"}, "weekdays": [6, 7], "holidays": true, "percent": 25}]', false, 10000, :'today'::date - 400)
ON CONFLICT DO NOTHING;

INSERT INTO tariff_rates (tariff_id, units_from, price_minor) VALUES
 ('018f0000-0000-7000-8000-000000000101', 1, 290000), ('018f0000-0000-7000-8000-000000000101', 3, 250000), ('018f0000-0000-7000-8000-000000000101', 7, 220000),
 ('018f0000-0000-7000-8000-000000000101', 15, 195000),
 ('018f0000-0000-7000-8000-000000000102', 1, 450000), ('018f0000-0000-7000-8000-000000000102', 3, 400000), ('018f0000-0000-7000-8000-000000000102', 7, 360000),
 ('018f0000-0000-7000-8000-000000000103', 1, 550000), ('018f0000-0000-7000-8000-000000000103', 4, 490000), ('018f0000-0000-7000-8000-000000000103', 8, 430000),
 ('018f0000-0000-7000-8000-000000000104', 1, 1200000), ('018f0000-0000-7000-8000-000000000104', 5, 1050000), ('018f0000-0000-7000-8000-000000000104', 10, 950000),
 ('018f0000-0000-7000-8000-000000000105', 1, 250000), ('018f0000-0000-7000-8000-000000000105', 3, 220000), ('018f0000-0000-7000-8000-000000000105', 6, 190000),
 ('018f0000-0000-7000-8000-000000000106', 1, 700000), ('018f0000-0000-7000-8000-000000000106', 3, 600000), ('018f0000-0000-7000-8000-000000000106', 8, 500000),
 ('018f0000-0000-7000-8000-000000000107', 1, 300000), ('018f0000-0000-7000-8000-000000000107', 3, 260000), ('018f0000-0000-7000-8000-000000000107', 6, 220000),
 ('018f0000-0000-7000-8000-000000000108', 1, 800000), ('018f0000-0000-7000-8000-000000000108', 3, 700000), ('018f0000-0000-7000-8000-000000000108', 7, 620000),
 ('018f0000-0000-7000-8000-000000000109', 1, 1600000), ('018f0000-0000-7000-8000-000000000109', 2, 1450000), ('018f0000-0000-7000-8000-000000000109', 7, 1250000)
ON CONFLICT DO NOTHING;
-- Of the seasons.
INSERT INTO tariff_rates (tariff_id, season, units_from, price_minor) VALUES
 ('018f0000-0000-7000-8000-000000000104', 'summer', 1, 1500000), ('018f0000-0000-7000-8000-000000000104', 'summer', 5, 1350000), ('018f0000-0000-7000-8000-000000000104', 'summer', 10, 1200000),
 ('018f0000-0000-7000-8000-000000000108', 'summer', 1, 1000000), ('018f0000-0000-7000-8000-000000000108', 'summer', 3, 900000), ('018f0000-0000-7000-8000-000000000108', 'summer', 7, 800000),
 ('018f0000-0000-7000-8000-000000000109', 'new-year', 1, 3500000), ('018f0000-0000-7000-8000-000000000109', 'new-year', 3, 3000000)
ON CONFLICT DO NOTHING;

-- Art. 112 of the Labour Code; days off that are moved from year to year are the owner's to add.
INSERT INTO holidays (id, date, name_ru, name_en, created_at)
SELECT md5('demo holiday ' || y || '-' || h.day)::uuid, (y || '-' || h.day)::date, h.name_ru, h.name_en, :'today'::date - 400
FROM generate_series(2026, 2027) y, (VALUES
 ('01-01', 'Новый год', 'New Year'), ('01-02', 'Новогодние каникулы', 'New Year holidays'), ('01-03', 'Новогодние каникулы', 'New Year holidays'),
 ('01-04', 'Новогодние каникулы', 'New Year holidays'), ('01-05', 'Новогодние каникулы', 'New Year holidays'), ('01-06', 'Новогодние каникулы', 'New Year holidays'),
 ('01-07', 'Рождество Христово', 'Christmas'), ('01-08', 'Новогодние каникулы', 'New Year holidays'), ('02-23', 'День защитника Отечества', 'Defender of the Fatherland Day'),
 ('03-08', 'Международный женский день', 'Women''s Day'), ('05-01', 'Праздник Весны и Труда', 'Labour Day'), ('05-09', 'День Победы', 'Victory Day'),
 ('06-12', 'День России', 'Russia Day'), ('11-04', 'День народного единства', 'Unity Day')) h (day, name_ru, name_en)
ON CONFLICT DO NOTHING;

INSERT INTO tax_rates (id, legal_entity_id, name_ru, name_en, percent_thousandths, valid_from, valid_until, created_at) VALUES
 ('018f0000-0000-7000-8000-000000000021', '018f0000-0000-7000-8000-000000000001', 'НДС 20 %', 'VAT 20%', 20000, '2019-01-01', '2025-12-31', :'today'::date - 400),
 ('018f0000-0000-7000-8000-000000000022', '018f0000-0000-7000-8000-000000000001', 'НДС 22 %', 'VAT 22%', 22000, '2026-01-01', NULL, :'today'::date - 400)
ON CONFLICT DO NOTHING;

INSERT INTO cancellation_policies (id, code, name_ru, name_en, tiers, created_at) VALUES
 ('018f0000-0000-7000-8000-000000000031', 'cottages', 'Дома: за 7 дней бесплатно', 'Houses: free until 7 days before',
  '[{"hours_before": 168, "fee_percent_thousandths": 0}, {"hours_before": 48, "fee_percent_thousandths": 30000}, {"hours_before": 0, "fee_percent_thousandths": 50000}]', :'today'::date - 400)
ON CONFLICT DO NOTHING;
UPDATE object_types SET cancellation_policy = 'cottages' WHERE code = 'cottage';

INSERT INTO object_models (id, type, name_ru, name_en, description_ru, description_en, properties, created_at)
SELECT ('018f0000-0000-7000-8000-0000000002' || lpad(n::text, 2, '0'))::uuid, type, name_ru, name_en, description_ru, description_en, properties::jsonb, :'today'::date - 400
FROM (VALUES
 (1, 'car', 'Hyundai Solaris', 'Hyundai Solaris', 'Седан для города и трассы: кондиционер, подогрев сидений, расход около 7 литров. Полный бак при выдаче, ОСАГО без ограничений, пробег 250 км в сутки.',
  'A sedan for town and highway: air conditioning, heated seats, about 7 l/100 km. Full tank at pick-up, insurance without driver limits, 250 km a day.', '{"gearbox": "automatic", "seats": 5, "year": 2023}'),
 (2, 'car', 'Kia Rio', 'Kia Rio', 'Экономичный седан с автоматом. Удобен, чтобы доехать из Иркутска до Листвянки и обратно на одном баке.',
  'An economical automatic sedan: from Irkutsk to Listvyanka and back on one tank.', '{"gearbox": "automatic", "seats": 5, "year": 2022}'),
 (3, 'car', 'Lada Vesta SW Cross', 'Lada Vesta SW Cross', 'Универсал с высоким клиренсом и большим багажником: велосипеды, палатки и собака помещаются вместе.',
  'A high-riding estate with a large boot: bicycles, tents and a dog fit in together.', '{"gearbox": "manual", "seats": 5, "year": 2024}'),
 (4, 'car', 'Haval Jolion', 'Haval Jolion', 'Кроссовер с камерой кругового обзора и беспроводной зарядкой. Полный привод для выездов за город.',
  'A crossover with a surround camera and wireless charging; four-wheel drive for trips out of town.', '{"gearbox": "automatic", "seats": 5, "year": 2024}'),
 (5, 'car', 'УАЗ Патриот', 'UAZ Patriot', 'Настоящий внедорожник с блокировкой и понижающей передачей. Туда, где заканчивается асфальт.',
  'A real off-roader with a locking differential and low gear, for where the asphalt ends.', '{"gearbox": "manual", "seats": 5, "year": 2022}'),
 (6, 'car', 'Toyota Camry', 'Toyota Camry', 'Бизнес-седан: тихий салон, климат-контроль, кожа. Можно с подачей к поезду или самолёту.',
  'A business sedan: quiet cabin, climate control, leather. Can be brought to your train or plane.', '{"gearbox": "automatic", "seats": 5, "year": 2023}'),
 (7, 'camper', 'Fiat Ducato «Странник»', 'Fiat Ducato Wanderer', 'Автодом на четверых: две двуспальные кровати, кухня, душ с горячей водой, солнечная панель. Посуда и постель уже внутри.',
  'A camper for four: two double beds, kitchen, hot shower, solar panel. Dishes and bedding included.', '{"beds": 4, "year": 2021}'),
 (8, 'camper', 'Ford Transit «Улитка»', 'Ford Transit Snail', 'Компактный автодом для двоих с кроватью во всю ширину и боковой кухней. Паркуется там же, где легковая.',
  'A compact camper for two with a full-width bed and a side kitchen. Parks wherever a car does.', '{"beds": 2, "year": 2022}'),
 (9, 'boat', 'Бестер 480', 'Bester 480', 'Моторная лодка с тентом и эхолотом: рыбалка, острова, закаты. За рулём наш капитан или вы сами, если есть права ГИМС.',
  'A motor boat with an awning and a fish finder: fishing, islands, sunsets. Our captain steers, or you with a boat licence.', '{"seats": 5, "engine_hp": 50}'),
 (10, 'boat', 'Катер «Волжанка 66»', 'Volzhanka 66 cruiser', 'Каютный катер на восемь человек с капитаном: музыка, холодильник, платформа для купания.',
  'A cabin cruiser for eight with a captain: music, fridge, bathing platform.', '{"seats": 8, "engine_hp": 150}'),
 (11, 'atv', 'CFMOTO CFORCE 600', 'CFMOTO CFORCE 600', 'Двухместный квадроцикл с лебёдкой и подогревом ручек. Шлемы, дождевики и инструктаж включены.',
  'A two-seat ATV with a winch and heated grips. Helmets, rain coats and a briefing included.', '{"seats": 2, "engine_cc": 580}'),
 (12, 'atv', 'Stels Guepard 650', 'Stels Guepard 650', 'Мощный и устойчивый квадроцикл для лесных троп. Маршрут на два часа с точкой на обрыве над Волгой.',
  'A strong and steady ATV for forest trails, with a two-hour route to a cliff above the Volga.', '{"seats": 2, "engine_cc": 650}')
) m(n, type, name_ru, name_en, description_ru, description_en, properties)
ON CONFLICT DO NOTHING;

-- Units. Those without a model are one of a kind and carry their own description.
INSERT INTO objects (id, type, model_id, location_id, name_ru, name_en, description_ru, description_en, unit_label, properties, tariff_id, price_minor, currency, deposit_minor,
                     buffer_before_minutes, buffer_after_minutes, position, changed_by, changed_via, request_id, created_at)
SELECT ('018f0000-0000-7000-8000-0000000003' || lpad(n::text, 2, '0'))::uuid, type,
       CASE WHEN model > 0 THEN ('018f0000-0000-7000-8000-0000000002' || lpad(model::text, 2, '0'))::uuid END,
       ('018f0000-0000-7000-8000-0000000000' || (10 + city)::text)::uuid, name_ru, name_en, description_ru, description_en, unit_label, properties::jsonb,
       ('018f0000-0000-7000-8000-0000000001' || lpad(tariff::text, 2, '0'))::uuid,
       (SELECT r.price_minor FROM tariff_rates r WHERE r.tariff_id = ('018f0000-0000-7000-8000-0000000001' || lpad(tariff::text, 2, '0'))::uuid AND r.season = '' AND r.units_from = 1),
       'RUB', deposit, 0, buffer_after, n, 'system:demo', 'sql', 'demo', :'today'::date - 400
FROM (VALUES
 (1, 'car', 1, 1, 'Hyundai Solaris', 'Hyundai Solaris', NULL, NULL, 'А 101 АА 116', '{}', 1, 500000, 60),
 (2, 'car', 1, 1, 'Hyundai Solaris', 'Hyundai Solaris', NULL, NULL, 'А 102 АА 116', '{}', 1, 500000, 60),
 (3, 'car', 1, 1, 'Hyundai Solaris', 'Hyundai Solaris', NULL, NULL, 'А 103 АА 116', '{}', 1, 500000, 60),
 (4, 'car', 2, 2, 'Kia Rio', 'Kia Rio', NULL, NULL, 'В 201 ВВ 138', '{}', 1, 500000, 60),
 (5, 'car', 2, 2, 'Kia Rio', 'Kia Rio', NULL, NULL, 'В 202 ВВ 138', '{}', 1, 500000, 60),
 (6, 'car', 3, 1, 'Lada Vesta SW Cross', 'Lada Vesta SW Cross', NULL, NULL, 'А 114 АА 116', '{}', 1, 500000, 60),
 (7, 'car', 4, 1, 'Haval Jolion', 'Haval Jolion', NULL, NULL, 'А 120 АА 116', '{}', 2, 1000000, 60),
 (8, 'car', 5, 2, 'УАЗ Патриот', 'UAZ Patriot', NULL, NULL, 'В 230 ВВ 138', '{}', 3, 1500000, 120),
 (9, 'car', 6, 1, 'Toyota Camry', 'Toyota Camry', NULL, NULL, 'А 777 АА 116', '{}', 2, 1500000, 60),
 (10, 'camper', 7, 1, 'Автодом «Странник»', 'Camper Wanderer', NULL, NULL, 'К 301 КК 116', '{}', 4, 3000000, 0),
 (11, 'camper', 7, 2, 'Автодом «Странник»', 'Camper Wanderer', NULL, NULL, 'К 302 КК 138', '{}', 4, 3000000, 0),
 (12, 'camper', 8, 2, 'Автодом «Улитка»', 'Camper Snail', NULL, NULL, 'К 310 КК 138', '{}', 4, 2500000, 0),
 (13, 'boat', 9, 1, 'Лодка «Бестер 480»', 'Bester 480 boat', NULL, NULL, 'Волга-1', '{}', 5, 1000000, 30),
 (14, 'boat', 9, 1, 'Лодка «Бестер 480»', 'Bester 480 boat', NULL, NULL, 'Волга-2', '{}', 5, 1000000, 30),
 (15, 'boat', 9, 2, 'Лодка «Бестер 480»', 'Bester 480 boat', NULL, NULL, 'Байкал-1', '{}', 5, 1000000, 30),
 (16, 'boat', 10, 1, 'Катер «Волжанка 66»', 'Volzhanka 66 cruiser', NULL, NULL, 'Волжанка', '{}', 6, 2000000, 60),
 (17, 'atv', 11, 2, 'CFMOTO CFORCE 600', 'CFMOTO CFORCE 600', NULL, NULL, '№ 1', '{}', 7, 1000000, 30),
 (18, 'atv', 11, 2, 'CFMOTO CFORCE 600', 'CFMOTO CFORCE 600', NULL, NULL, '№ 2', '{}', 7, 1000000, 30),
 (19, 'atv', 11, 2, 'CFMOTO CFORCE 600', 'CFMOTO CFORCE 600', NULL, NULL, '№ 3', '{}', 7, 1000000, 30),
 (20, 'atv', 12, 1, 'Stels Guepard 650', 'Stels Guepard 650', NULL, NULL, '№ 4', '{}', 7, 1000000, 30),
 (21, 'atv', 12, 1, 'Stels Guepard 650', 'Stels Guepard 650', NULL, NULL, '№ 5', '{}', 7, 1000000, 30),
 (22, 'cottage', 0, 1, 'Дом у Волги', 'House by the Volga',
  'Бревенчатый дом в первой линии: терраса над водой, камин, мангал. Две спальни и диван в гостиной, лодочный причал в ста метрах.',
  'A log house on the first line: a terrace above the water, a fireplace, a barbecue. Two bedrooms and a sofa, a jetty a hundred metres away.', '', '{"guests": 6, "bedrooms": 2, "sauna": true}', 8, 1000000, 180),
 (23, 'cottage', 0, 1, 'Усадьба «Сосновый бор»', 'Pine Grove estate',
  'Большой дом в сосновом лесу: пять спален, банкетный зал, русская баня с купелью. Для семейного праздника или выезда компанией.',
  'A large house in a pine forest: five bedrooms, a dining hall, a Russian bath with a plunge tub. For a family feast or a company outing.', '', '{"guests": 14, "bedrooms": 5, "sauna": true}', 9, 2500000, 240),
 (24, 'cottage', 0, 2, 'Барнхаус на Байкале', 'Barn house on Baikal',
  'Панорамное окно от пола до конька смотрит на озеро. Тёплый пол, кухня, чан на дровах под звёздами.',
  'A window from floor to ridge looks at the lake. Heated floor, kitchen, a wood-fired tub under the stars.', '', '{"guests": 4, "bedrooms": 2, "sauna": true}', 8, 1500000, 180),
 (25, 'cottage', 0, 2, 'Шале «Листвянка»', 'Listvyanka chalet',
  'Шале на двоих у истока Ангары: мансарда со стеклянной крышей, печь, завтрак из омуля по желанию.',
  'A chalet for two at the source of the Angara: an attic with a glass roof, a stove, an omul breakfast on request.', '', '{"guests": 2, "bedrooms": 1, "sauna": false}', 8, 1000000, 180)
) o(n, type, model, city, name_ru, name_en, description_ru, description_en, unit_label, properties, tariff, deposit, buffer_after)
ON CONFLICT DO NOTHING;

-- A new unit of a model has the tariff of its siblings.
UPDATE object_models m SET tariff_id = o.tariff_id FROM objects o WHERE o.model_id = m.id AND m.tariff_id IS NULL;

-- The two presets get their price here; the others are the business's own.
UPDATE addons SET price_minor = 150000, object_types = '{car,atv}', active = true WHERE id = '018f0000-0000-7000-8000-0000000000d1';
UPDATE addons SET price_minor = 8500, object_types = '{car,boat,atv}', active = true WHERE id = '018f0000-0000-7000-8000-0000000000d2';
INSERT INTO addons (id, name_ru, name_en, description_ru, description_en, charge, price_minor, percent_thousandths, amount_max_minor, free_from_units, mandatory, exclusive_group,
                    quantity_max, currency, object_types, position, created_at) VALUES
 ('018f0000-0000-7000-8000-000000000403', 'Детское кресло', 'Child seat', 'Группы 0+/1/2/3, от рождения до 36 кг.', 'Groups 0+ to 3, from birth to 36 kg.', 'per_unit', 30000, 0, 150000, 15, false, '', 2, 'RUB', '{car}', 3, :'today'::date - 400),
 ('018f0000-0000-7000-8000-000000000404', 'Подача по городу', 'Delivery in town', 'Привезём к дому, гостинице или поезду.', 'To your door, hotel or train.', 'per_rental', 100000, 0, NULL, 7, false, 'delivery', 1, 'RUB', '{car,camper}', 4, :'today'::date - 400),
 ('018f0000-0000-7000-8000-000000000405', 'Подача в аэропорт', 'Airport delivery', 'Встретим у выхода из зала прилёта.', 'We meet you at arrivals.', 'per_rental', 180000, 0, NULL, 15, false, 'delivery', 1, 'RUB', '{car,camper}', 5, :'today'::date - 400),
 ('018f0000-0000-7000-8000-000000000406', 'Снижение франшизы', 'Excess reduction', 'Ответственность при ДТП — не больше 10 000 ₽.', 'You answer for no more than ₽10,000 after an accident.', 'percent', 0, 12000, 600000, NULL, false, 'cover', 1, 'RUB', '{car,camper}', 6, :'today'::date - 400),
 ('018f0000-0000-7000-8000-000000000407', 'Полное КАСКО', 'Full cover', 'Без франшизы и без справок по стёклам и колёсам.', 'No excess, glass and tyres included.', 'percent', 0, 20000, NULL, NULL, false, 'cover', 1, 'RUB', '{car,camper}', 7, :'today'::date - 400),
 ('018f0000-0000-7000-8000-000000000408', 'Перепробег', 'Extra kilometres', 'Километры сверх 250 в сутки: заранее дешевле.', 'Beyond 250 km a day; cheaper ahead.', 'per_km', 1200, 0, NULL, NULL, false, '', 3000, 'RUB', '{car}', 8, :'today'::date - 400),
 ('018f0000-0000-7000-8000-000000000409', 'Спасательные жилеты', 'Life jackets', 'На каждого пассажира, без них в воду не выходим.', 'For everybody on board; we do not leave without them.', 'per_rental', 0, 0, NULL, NULL, true, '', 1, 'RUB', '{boat}', 9, :'today'::date - 400),
 ('018f0000-0000-7000-8000-000000000410', 'Баня с купелью', 'Bath house', 'Протопим к вашему приезду, три часа.', 'Heated for your arrival, three hours.', 'per_piece', 400000, 0, NULL, NULL, false, '', 5, 'RUB', '{cottage}', 10, :'today'::date - 400),
 ('018f0000-0000-7000-8000-000000000411', 'Постельное бельё', 'Bed linen', 'Комплект на человека.', 'A set for one.', 'per_piece', 50000, 0, NULL, NULL, false, '', 14, 'RUB', '{camper,cottage}', 11, :'today'::date - 400)
ON CONFLICT DO NOTHING;
INSERT INTO addon_stocks (addon_id, location_id, quantity) VALUES
 ('018f0000-0000-7000-8000-000000000403', '018f0000-0000-7000-8000-000000000011', 3), ('018f0000-0000-7000-8000-000000000403', '018f0000-0000-7000-8000-000000000012', 2)
ON CONFLICT DO NOTHING;

INSERT INTO promo_codes (id, code, name_ru, name_en, percent_thousandths, amount_minor, currency, discount_max_minor, units_min, object_types, starts_from, starts_until, max_uses,
                         customer_uses_max, budget_minor, created_at) VALUES
 ('018f0000-0000-7000-8000-000000000601', 'ЛЕТО2027', 'Летняя скидка 10 %', 'Summer discount of 10%', 10000, 0, 'RUB', 500000, 3, '{}', '2027-06-01', '2027-08-31', 500, 2, 100000000, :'today'::date - 30),
 ('018f0000-0000-7000-8000-000000000602', 'ПЕРВЫЙ', 'Первая аренда: минус 500 ₽', 'First rental: ₽500 off', 0, 50000, 'RUB', NULL, 1, '{}', NULL, NULL, NULL, 1, NULL, :'today'::date - 30)
ON CONFLICT DO NOTHING;
