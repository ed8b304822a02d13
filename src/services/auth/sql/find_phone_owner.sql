-- Whose verified phone this is. Unique index identities_verified. Merging moves identities along, so
-- the owner is never somebody who was merged away.
SELECT i.customer_id FROM identities i
WHERE i.kind = 'phone' AND i.scope = '' AND i.value = $1::text AND i.verified_at IS NOT NULL;
