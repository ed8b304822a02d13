-- Sets the fence to the newest row that this statement sees. A row's id is drawn after its transaction got its xid, so whoever holds an id up to that one has an xid
-- below the snapshot's xmax: when they have all ended, nothing can still appear behind the fence. One snapshot for both, hence one statement.
UPDATE audit_fence SET fence_xid = pg_snapshot_xmax(pg_current_snapshot()), fence_audit_id = (SELECT max(id) FROM audit_log)
WHERE only_row;
