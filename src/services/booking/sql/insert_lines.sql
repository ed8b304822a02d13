-- More lines of a booking that the transaction has locked, after those it has: a new revision of the
-- price, a charge, an adjustment, the cancellation's. Answers with the first one's position.
-- Relies on booking_lines_pkey.
WITH last AS (
  SELECT coalesce(max(l.position), 0) AS position
  FROM booking_lines l
  WHERE l.booking_id = $1::uuid
), added AS (
  INSERT INTO booking_lines (booking_id, position, kind, title_ru, title_en, quantity,
                             unit_price_minor, amount_minor, rule_ru, rule_en, part,
                             price_revision)
  SELECT $1::uuid, last.position + l.n, l.kind, l.title_ru, l.title_en,
         l.quantity_thousandths / 1000.0, l.unit_price_minor, l.amount_minor, l.rule_ru, l.rule_en,
         $2::text, $3::integer
  FROM last,
       unnest($4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[],
              $10::text[], $11::text[])
         WITH ORDINALITY AS l (kind, title_ru, title_en, quantity_thousandths, unit_price_minor,
                               amount_minor, rule_ru, rule_en, n)
)
SELECT (last.position + 1)::integer AS first_position FROM last;
