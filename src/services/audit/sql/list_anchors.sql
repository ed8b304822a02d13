-- Every head that left the database: some hundreds a year.
SELECT storage_key, seal_no, hash, anchored_at FROM audit_anchors ORDER BY seal_no, storage_key;
