// Notifications to the shop: which events, repeated until 200, and every way they can go wrong on
// demand.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { pause, until, useReceiver, useWorld } from './support.ts';

const world = useWorld();
const shop = useReceiver();
const events = () => shop.received.map(({ body }) => body.event);
const webhooks = (mode: unknown) =>
  world.control('PUT', 'faults', { yookassa: { webhooks: mode } });

beforeEach(() => world.control('PUT', 'yookassa/webhook', { url: shop.url }));

test('a payment tells of its success with the whole object', async () => {
  const { id } = await world.payment({ metadata: { booking_id: '42' } });
  await world.pay(id);
  await shop.count(1);
  const { type, event, object } = shop.received[0]!.body;
  assert.deepEqual([type, event], ['notification', 'payment.succeeded']);
  assert.deepEqual(object, (await world.shop('GET', `/payments/${id}`)).body);
  const { items } = await world.control('GET', `yookassa/deliveries?object_id=${id}`);
  await until(
    async () =>
      (await world.control('GET', `yookassa/deliveries?object_id=${id}`)).items[0].state ===
      'delivered',
  );
  assert.equal(items.length, 1);
});

test('hold, capture, cancel, expiry and refund have their events', async () => {
  const captured = await world.payment({ capture: false });
  await world.pay(captured.id);
  await shop.count(1);
  await world.shop('POST', `/payments/${captured.id}/capture`, {}, crypto.randomUUID());
  await shop.count(2);
  await world.shop(
    'POST',
    '/refunds',
    { payment_id: captured.id, amount: captured.amount },
    crypto.randomUUID(),
  );
  await shop.count(3);
  const expired = await world.payment();
  await world.control('POST', `yookassa/payments/${expired.id}/expire`);
  await shop.count(4);
  assert.deepEqual(events(), [
    'payment.waiting_for_capture',
    'payment.succeeded',
    'refund.succeeded',
    'payment.canceled',
  ]);
});

test('a notification repeats until the answer is exactly 200', async () => {
  shop.statuses = [503, 204];
  const { id } = await world.payment();
  await world.pay(id);
  await shop.count(3, 8000);
  assert.ok(
    shop.received[2]!.at - shop.received[1]!.at > shop.received[1]!.at - shop.received[0]!.at,
  );
  const attempts = async () =>
    (await world.control('GET', `yookassa/deliveries?object_id=${id}`)).items[0].attempts;
  await until(async () => (await attempts()).length === 3);
  assert.deepEqual(
    (await attempts()).map(({ status }: { status: number }) => status),
    [503, 204, 200],
  );
  await pause(300);
  assert.equal(shop.received.length, 3);
});

test('told never to send, it records the notification, which can be sent later', async () => {
  await webhooks('never');
  const { id } = await world.payment();
  await world.pay(id);
  await pause(200);
  assert.equal(shop.received.length, 0);
  const [delivery] = (await world.control('GET', 'yookassa/deliveries')).items;
  assert.equal(delivery.state, 'suppressed');
  await world.control('POST', `yookassa/deliveries/${delivery.id}/resend`);
  await shop.count(1);
});

test('told to duplicate, it sends copies', async () => {
  await webhooks('duplicate:3');
  const { id } = await world.payment();
  await world.pay(id);
  await shop.count(3);
  assert.deepEqual(events(), ['payment.succeeded', 'payment.succeeded', 'payment.succeeded']);
});

test('told to delay, it sends late', async () => {
  await webhooks({ delay_ms: 400 });
  const { id } = await world.payment();
  const started = Date.now();
  await world.pay(id);
  await shop.count(1);
  assert.ok(shop.received[0]!.at - started >= 390);
});

test('told to reorder, a later event overtakes an earlier one', async () => {
  await webhooks('reorder');
  const { id } = await world.payment({ capture: false });
  await world.pay(id);
  await world.shop('POST', `/payments/${id}/capture`, {}, crypto.randomUUID());
  await shop.count(2);
  assert.deepEqual(events(), ['payment.succeeded', 'payment.waiting_for_capture']);
});

test('a reordered event that nothing overtakes still comes', async () => {
  await webhooks('reorder');
  const { id } = await world.payment();
  await world.pay(id);
  await shop.count(1);
});

test('without an address nothing is sent', async () => {
  await world.control('PUT', 'yookassa/webhook', { url: null });
  const { id } = await world.payment();
  await world.pay(id);
  assert.equal((await world.control('GET', 'yookassa/deliveries')).items.length, 0);
});
