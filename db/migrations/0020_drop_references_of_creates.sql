-- Five foreign keys that every create paid for, an eighth of its cost in the database (docs/decisions/0020). Three name rows that the create inserts in
-- the same statement; two would lock a row of objects and customers each time. Nothing they name can be deleted from now on, so they stay true;
-- src/services/booking/sql/invariants.sql looks.
ALTER TABLE bookings DROP CONSTRAINT bookings_object_id_fkey, DROP CONSTRAINT bookings_order_id_fkey;
ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey;
ALTER TABLE booking_lines DROP CONSTRAINT booking_lines_booking_id_fkey;
ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_order_id_fkey;

CREATE OR REPLACE TRIGGER objects_forbid_delete BEFORE DELETE ON objects FOR EACH ROW EXECUTE FUNCTION forbid_delete();
CREATE OR REPLACE TRIGGER customers_forbid_delete BEFORE DELETE ON customers FOR EACH ROW EXECUTE FUNCTION forbid_delete();
CREATE TRIGGER orders_forbid_delete BEFORE DELETE ON orders FOR EACH ROW EXECUTE FUNCTION forbid_delete();
-- A block has neither lines nor ledger.
CREATE TRIGGER bookings_forbid_delete BEFORE DELETE ON bookings FOR EACH ROW WHEN (OLD.kind = 'rental') EXECUTE FUNCTION forbid_delete();
