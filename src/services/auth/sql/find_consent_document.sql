-- The newest published text of a kind. By primary key, backwards.
SELECT d.kind, d.version, d.text_ru, d.text_en
FROM consent_documents d
WHERE d.kind = $1::text AND d.published_at <= $2::timestamptz
ORDER BY d.version DESC LIMIT 1;
