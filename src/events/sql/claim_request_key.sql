-- Makes the key $1, $2, $3 stand for the resource $5, or says what it stands for already. A twin that
-- is under way is recognised by the advisory lock, which is tried only for a key that is not known
-- yet and goes with the transaction; nobody waits for it. A twin that committed after this snapshot
-- was taken has its row: then nothing is inserted, and "in progress" sends the caller round once
-- more. Relies on idempotency_keys_pkey.
WITH known AS MATERIALIZED (
  SELECT k.resource_id, k.request_sha256 = $4::bytea AS same
  FROM idempotency_keys k
  WHERE k.principal = $1::text AND k.route = $2::text AND k.key = $3::text
), free AS MATERIALIZED (
  SELECT CASE WHEN EXISTS (SELECT FROM known) THEN false
              ELSE pg_try_advisory_xact_lock(
                     hashtextextended(concat_ws(chr(31), $1::text, $2::text, $3::text), 0))
         END AS mine
), claimed AS (
  INSERT INTO idempotency_keys (principal, route, key, request_sha256, resource_id, created_at)
  SELECT $1::text, $2::text, $3::text, $4::bytea, $5::uuid, $6::timestamptz
  FROM free
  WHERE free.mine
  ON CONFLICT DO NOTHING
  RETURNING resource_id
)
SELECT CASE WHEN claimed.resource_id IS NOT NULL THEN 'new'
            WHEN known.same THEN 'replay'
            WHEN NOT known.same THEN 'mismatch'
            ELSE 'in_progress'
       END AS outcome,
       known.resource_id
FROM free
LEFT JOIN known ON true
LEFT JOIN claimed ON true;
