-- Where the chain ends, how far the fence lets the sealer go, and whether every transaction from before the fence has ended. A fence from the future was set in
-- another cluster (a restored dump): it never opens and is replaced. max(id) and the head come from the ends of audit_log_pkey and audit_chain_pkey.
SELECT coalesce(head.seal_no, 0) AS seal_no, coalesce(head.audit_id, 0) AS audit_id, head.hash,
       fence.fence_audit_id,
       fence.fence_xid <= pg_snapshot_xmin(now_running.snapshot) AS settled,
       fence.fence_xid > pg_snapshot_xmax(now_running.snapshot) AS from_elsewhere,
       coalesce((SELECT max(id) FROM audit_log), 0) AS newest
FROM audit_fence fence
CROSS JOIN (SELECT pg_current_snapshot() AS snapshot) now_running
LEFT JOIN LATERAL (SELECT seal_no, audit_id, hash FROM audit_chain ORDER BY seal_no DESC LIMIT 1) head ON true;
