-- How many rows wait to be sealed (at most: ids of transactions that rolled back count too) and since when the oldest does.
-- Ends of audit_chain_pkey and audit_log_pkey.
SELECT greatest(coalesce((SELECT max(id) FROM audit_log), 0) - head.audit_id, 0) AS waiting,
       (SELECT recorded_at FROM audit_log WHERE id > head.audit_id ORDER BY id LIMIT 1) AS oldest
FROM (SELECT coalesce((SELECT audit_id FROM audit_chain ORDER BY seal_no DESC LIMIT 1), 0) AS audit_id) head;
