-- All locations in the order in which the business lists them.
SELECT id, name_ru, name_en, city_ru, city_en, address_ru, address_en, time_zone, phone
FROM locations
WHERE archived_at IS NULL
ORDER BY position, id;
