-- Whether a payment stands in the ledger already. Asked with the order's bookings locked: the first
-- report may have been spread over other bookings than a second one would be.
-- Relies on ledger_entries_money_once.
SELECT EXISTS (SELECT FROM ledger_entries e
               WHERE e.cause_id = $1::uuid AND e.account = 'payment') AS entered;
