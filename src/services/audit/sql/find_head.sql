-- The last entry of the chain, the first one's time and the last seal's end. Indexes audit_chain_pkey, audit_seals_last.
SELECT head.seal_no, head.audit_id, head.hash,
       (SELECT recorded_at FROM audit_chain WHERE isfinite(recorded_at) ORDER BY seal_no LIMIT 1) AS since,
       coalesce((SELECT max(last_seal_no) FROM audit_seals), 0) AS sealed_to
FROM audit_chain head
ORDER BY head.seal_no DESC LIMIT 1;
