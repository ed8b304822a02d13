-- Enters a consent with the hash of the very text agreed to; one already in force stays as it is
-- (unique index consents_in_force). Answers how many documents of that kind and version there are.
WITH document AS (
  SELECT d.kind, d.version, d.sha256 FROM consent_documents d
  WHERE d.kind = $3::text AND d.version = $4::integer),
granted AS (
  INSERT INTO consents (id, customer_id, kind, version, text_sha256, channel, channel_ref, granted_at)
  SELECT $1::uuid, $2::uuid, document.kind, document.version, document.sha256, $5::text, $6::text,
         $7::timestamptz
  FROM document
  ON CONFLICT (customer_id, kind, version) WHERE withdrawn_at IS NULL DO NOTHING
  RETURNING customer_id),
raised AS (
  UPDATE customers c SET version = c.version + 1 FROM granted WHERE c.id = granted.customer_id)
SELECT count(*) AS documents FROM document;
