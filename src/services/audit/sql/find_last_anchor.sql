-- What left the database last. Index audit_anchors_time.
SELECT storage_key, seal_no, hash, anchored_at FROM audit_anchors ORDER BY anchored_at DESC LIMIT 1;
