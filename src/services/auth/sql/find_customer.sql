-- One customer as the others see them: by id $1, or (NULL) by a verified identity $2 kind, $3 scope,
-- $4 value. Who was merged into another is answered with that one. Indexes: primary key or
-- identities_verified, then identities_customer and consents_in_force.
SELECT c.id, c.name, c.language, c.blocked_at IS NOT NULL AS blocked,
       p.value AS phone, coalesce(p.verified, false) AS phone_verified, e.value AS email,
       (SELECT coalesce(json_agg(json_build_object('kind', g.kind, 'version', g.version)
                                 ORDER BY g.kind), '[]')
        FROM (SELECT s.kind, max(s.version) AS version FROM consents s
              WHERE s.customer_id = c.id AND s.withdrawn_at IS NULL GROUP BY s.kind) g)::text AS consents
FROM customers asked
JOIN customers c ON c.id = coalesce(asked.merged_into_id, asked.id)
LEFT JOIN LATERAL (
  SELECT i.value, i.verified_at IS NOT NULL AS verified FROM identities i
  WHERE i.customer_id = c.id AND i.kind = 'phone'
  ORDER BY i.verified_at IS NULL, i.created_at DESC, i.id LIMIT 1) p ON true
LEFT JOIN LATERAL (
  SELECT i.value FROM identities i
  WHERE i.customer_id = c.id AND i.kind = 'email'
  ORDER BY i.verified_at IS NULL, i.created_at DESC, i.id LIMIT 1) e ON true
WHERE asked.id = coalesce($1::uuid,
                          (SELECT i.customer_id FROM identities i
                           WHERE i.kind = $2::text AND i.scope = $3::text AND i.value = $4::text
                             AND i.verified_at IS NOT NULL))
  AND c.archived_at IS NULL;
