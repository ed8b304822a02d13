-- Turns a batch of booking events into messages to send, in the transaction that marks them done. Per event: the operators' chat hears of it; the booking's status cards
-- are redrawn; the customer gets a line of their own for news worth a sound. A booking made in a chat shows its card there itself, so `booking.created`
-- sends a card only to customers whose booking was made elsewhere.
-- Indexes: chat_cards_booking, chats_customer. $1 event types, $2 booking ids, $3 customer ids, $4 channels the bookings were made in, $5 message ids (three
-- for each event), $6 operators' chat or '', $7 channel and $8 bot of the operators' chat and of new cards, $9 due from
WITH news AS (
  SELECT type, booking_id, customer_id, made_in, n FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::text[]) WITH ORDINALITY u(type, booking_id, customer_id, made_in, n)),
wanted AS (
  SELECT n, 1 AS part, $7::text AS channel, $8::text AS bot_id, $6::text AS chat_id, 'operators' AS audience,
         'operators_' || replace(type, '.', '_') AS template, booking_id
  FROM news WHERE $6 <> '' AND type <> 'booking.completed'
  UNION ALL
  SELECT news.n, 2, card.channel, card.bot_id, card.chat_id, 'customer', 'status_card', news.booking_id
  FROM news JOIN chat_cards card ON card.booking_id = news.booking_id WHERE news.type <> 'booking.created' AND news.type LIKE 'booking.%'
  UNION ALL
  SELECT news.n, 2, chat.channel, chat.bot_id, chat.chat_id, 'customer', 'status_card', news.booking_id
  FROM news JOIN chats chat ON chat.customer_id = news.customer_id AND chat.channel = $7 AND chat.unreachable_at IS NULL
  WHERE news.type = 'booking.created' AND news.made_in <> chat.channel
  UNION ALL
  SELECT news.n, 3, chat.channel, chat.bot_id, chat.chat_id, 'customer', replace(news.type, '.', '_'), news.booking_id
  FROM news JOIN chats chat ON chat.customer_id = news.customer_id AND chat.channel = $7 AND chat.unreachable_at IS NULL
  WHERE news.type IN ('booking.paid', 'booking.confirmed', 'booking.cancelled', 'booking.changed', 'booking.extended', 'booking.charge', 'booking.adjustment',
                      'booking.completed'))
INSERT INTO messages (id, channel, bot_id, chat_id, audience, template, booking_id, state, next_attempt_at)
SELECT CASE WHEN row_number() OVER (PARTITION BY n, part) = 1 THEN ($5::uuid[])[(n - 1) * 3 + part] ELSE gen_random_uuid() END,
       channel, bot_id, chat_id, audience, template, booking_id, 'pending', $9
FROM wanted WHERE channel <> 'console' ORDER BY n, part;
