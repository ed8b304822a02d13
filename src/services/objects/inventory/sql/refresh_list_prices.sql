-- The price that lists show and sort by: of one unit of time in the shortest rental by the unit's
-- tariff outside of all seasons, for one unit $1, those of a model $2 or those of a tariff $3. In id order. A tariff without
-- rates leaves the price as it is. objects_pkey, objects_model, objects_tariff.
WITH unit AS MATERIALIZED (
  SELECT o.id FROM objects o
  WHERE ($1::uuid IS NOT NULL AND o.id = $1::uuid)
     OR ($2::uuid IS NOT NULL AND o.model_id = $2::uuid)
     OR ($3::uuid IS NOT NULL AND o.tariff_id = $3::uuid)
  ORDER BY o.id FOR NO KEY UPDATE
)
UPDATE objects o
SET price_minor = p.price_minor
FROM unit
JOIN objects u ON u.id = unit.id
CROSS JOIN LATERAL (SELECT r.price_minor FROM tariff_rates r
                    WHERE r.tariff_id = u.tariff_id AND r.season = ''
                    ORDER BY r.units_from, r.price_minor LIMIT 1) p
WHERE o.id = unit.id AND o.price_minor <> p.price_minor;
