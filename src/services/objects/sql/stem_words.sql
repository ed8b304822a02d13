-- What a customer typed, word by word as ILIKE patterns: the word itself, and its stem, which all of
-- its forms have in common ("катера" -> "%катер%"). Words that say nothing ("на", "with") are left
-- out by PostgreSQL's own lists. $1 words in lower case without ё. No table.
SELECT '%' || regexp_replace(w.word, '([%_\\])', '\\\1', 'g') || '%' AS word,
       '%' || regexp_replace(coalesce(s.stems[1], w.word), '([%_\\])', '\\\1', 'g') || '%' AS stem,
       s.stems = '{}' AS says_nothing
FROM unnest($1::text[]) WITH ORDINALITY AS w (word, position)
CROSS JOIN LATERAL (
  SELECT ts_lexize(CASE WHEN w.word ~ '[а-я]' THEN 'russian_stem' ELSE 'english_stem' END::regdictionary,
                   lower(w.word)) AS stems) AS s
ORDER BY w.position;
