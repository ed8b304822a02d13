-- Photos of one object or model change one after another: their count and order are decided under
-- this lock, by statements that come after it. NO KEY: bookings, which point at the object, go on.
-- No row: there is no such thing, or it is archived. By primary key; one of the ids is NULL.
WITH locked_object AS (
  SELECT id FROM objects WHERE id = $1::uuid AND archived_at IS NULL FOR NO KEY UPDATE
), locked_model AS (
  SELECT id FROM object_models WHERE id = $2::uuid AND archived_at IS NULL FOR NO KEY UPDATE
)
SELECT id FROM locked_object
UNION ALL
SELECT id FROM locked_model;
