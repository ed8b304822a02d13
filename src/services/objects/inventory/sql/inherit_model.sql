-- What the units of a model take from it, after it changed: all that they do not set themselves. In id
-- order, as every transaction over several units locks them. Only rows that change are written, so
-- that nobody's ETag is raised for nothing; descriptions, properties and rules are read through the
-- model. objects_model.
WITH unit AS MATERIALIZED (
  SELECT o.id FROM objects o WHERE o.model_id = $1::uuid ORDER BY o.id FOR NO KEY UPDATE
), wanted AS (
  SELECT o.id,
         CASE WHEN 'name' = ANY (o.own_fields) THEN o.name_ru ELSE m.name_ru END AS name_ru,
         CASE WHEN 'name' = ANY (o.own_fields) THEN o.name_en ELSE m.name_en END AS name_en,
         f.id AS tariff_id, f.currency,
         CASE WHEN 'deposit_minor' = ANY (o.own_fields) THEN o.deposit_minor
              ELSE coalesce(m.deposit_minor, 0) END AS deposit_minor,
         CASE WHEN 'buffer_before_minutes' = ANY (o.own_fields) THEN o.buffer_before_minutes
              ELSE coalesce(m.buffer_before_minutes, 0) END AS buffer_before_minutes,
         CASE WHEN 'buffer_after_minutes' = ANY (o.own_fields) THEN o.buffer_after_minutes
              ELSE coalesce(m.buffer_after_minutes, 0) END AS buffer_after_minutes
  FROM unit
  JOIN objects o ON o.id = unit.id
  JOIN object_models m ON m.id = $1::uuid
  JOIN tariffs f ON f.id = CASE WHEN 'tariff_id' = ANY (o.own_fields) THEN o.tariff_id
                                ELSE coalesce(m.tariff_id, o.tariff_id) END
)
UPDATE objects o
SET name_ru = w.name_ru, name_en = w.name_en, tariff_id = w.tariff_id, currency = w.currency,
    deposit_minor = w.deposit_minor, buffer_before_minutes = w.buffer_before_minutes,
    buffer_after_minutes = w.buffer_after_minutes, version = o.version + 1,
    changed_by = $2::text, changed_via = $3::text, request_id = $4::text
FROM wanted w
WHERE o.id = w.id AND $5::timestamptz IS NOT NULL
  AND (o.name_ru, o.name_en, o.tariff_id, o.currency, o.deposit_minor, o.buffer_before_minutes,
       o.buffer_after_minutes)
      IS DISTINCT FROM
      (w.name_ru, w.name_en, w.tariff_id, w.currency, w.deposit_minor, w.buffer_before_minutes,
       w.buffer_after_minutes);
