-- Emits one event in the caller's transaction. recorded_at is the server's (its default): the day
-- decides the partition, nothing else reads it as business time.
INSERT INTO outbox (id, type, aggregate_kind, aggregate_id, payload)
VALUES ($1::uuid, $2::text, $3::text, $4::uuid, $5::jsonb);
