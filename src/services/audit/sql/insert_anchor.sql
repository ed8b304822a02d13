-- Notes that a head has left. $1 id, $2 key in object storage, $3 seal_no, $4 hash, $5 when (the machine's time)
INSERT INTO audit_anchors (id, storage_key, seal_no, hash, anchored_at) VALUES ($1, $2, $3, $4, $5);
