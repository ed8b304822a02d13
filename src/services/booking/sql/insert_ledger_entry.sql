-- One entry of an order's ledger. Money has one entry per cause and booking however often its cause
-- is reported (ledger_entries_money_once); charges have no such rule and are written under the
-- booking's lock.
INSERT INTO ledger_entries (order_id, booking_id, account, amount_minor, currency,
                            cause_kind, cause_id, created_at)
VALUES ($1::uuid, $2::uuid, $3::text, $4::bigint, $5::char(3), $6::text, $7::uuid,
        $8::timestamptz)
ON CONFLICT (cause_id, account, booking_id)
  WHERE account IN ('payment', 'refund', 'deposit_held', 'deposit_taken', 'writeoff')
  DO NOTHING;
