-- Puts a tariff away unless an object for rent still has it: in_use. Twice is fine. A unit that takes
-- the tariff at the same moment keeps its prices; the tariff is then only missing from the list.
-- Relies on objects_tariff.
WITH used AS MATERIALIZED (
  SELECT EXISTS (SELECT FROM objects o WHERE o.tariff_id = $1::uuid AND o.archived_at IS NULL) AS by_objects
), gone AS (
  UPDATE tariffs t
  SET archived_at = $5::timestamptz, version = t.version + 1,
      changed_by = $2::text, changed_via = $3::text, request_id = $4::text
  FROM used
  WHERE t.id = $1::uuid AND t.archived_at IS NULL AND NOT used.by_objects
)
SELECT t.archived_at IS NULL AND used.by_objects AS in_use FROM tariffs t, used WHERE t.id = $1::uuid;
