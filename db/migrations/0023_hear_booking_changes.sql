-- Customers and operators hear of changed dates, units, charges and handovers, and of the end of a rental.
INSERT INTO event_subscriptions (subscriber, event_type) VALUES
  ('notifications', 'booking.changed'),
  ('notifications', 'booking.completed');
