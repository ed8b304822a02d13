// Failures on demand and the log of calls: what a test sets is what a client meets, and what really
// happened is logged.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anna, paymentBody, photoForm, token, useWorld } from './support.ts';

const world = useWorld();
const telegram = (fault: object) => world.control('PUT', 'faults', { telegram: fault });
const yookassa = (fault: object) => world.control('PUT', 'faults', { yookassa: fault });
const send = (text: string) => world.bot('sendMessage', { chat_id: anna, text });
const texts = async () =>
  (await world.chat()).messages.slice(1).map(({ text }: { text: string }) => text);

async function goesSilent(
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<void> {
  const call = fetch(world.url + path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', ...headers },
    signal: AbortSignal.timeout(300),
  });
  await assert.rejects(call, { name: 'TimeoutError' });
}

test('an outage is a 502 that is not JSON, for every method, until it is over', async () => {
  await world.say('/start');
  await telegram({ mode: 'outage' });
  for (const method of ['getMe', 'getUpdates', 'sendMessage']) {
    const { status, body } = await world.bot(method, { chat_id: anna, text: 'x' });
    assert.equal(status, 502);
    assert.match(body, /502 Bad Gateway/);
  }
  await telegram({ mode: 'none' });
  assert.equal((await send('x')).status, 200);
});

test('429 carries retry_after in body and header, and a fault can be limited to some calls', async () => {
  await world.say('/start');
  await telegram({ mode: 'too_many_requests', retry_after: 7, times: 1, methods: ['sendMessage'] });
  assert.equal((await world.bot('getMe')).status, 200);
  const limited = await send('x');
  assert.equal(limited.status, 429);
  assert.deepEqual(limited.body, {
    ok: false,
    error_code: 429,
    description: 'Too Many Requests: retry after 7',
    parameters: { retry_after: 7 },
  });
  assert.equal(limited.headers.get('retry-after'), '7');
  assert.equal((await send('y')).status, 200);
});

test('a time-out before the effect leaves nothing, one after it leaves the message', async () => {
  await world.say('/start');
  await telegram({ mode: 'timeout_before', times: 1 });
  await goesSilent(`/telegram/bot${token}/sendMessage`, { chat_id: anna, text: 'потеряно' });
  await telegram({ mode: 'timeout_after_effect', times: 1 });
  await goesSilent(`/telegram/bot${token}/sendMessage`, { chat_id: anna, text: 'дошло' });
  assert.deepEqual(await texts(), ['дошло']);
  const { items } = await world.control('GET', 'calls?service=telegram&method=sendMessage');
  assert.deepEqual(
    items.map(({ fault, status }: any) => [fault, status]),
    [
      ['timeout_before', 0],
      ['timeout_after_effect', 200],
    ],
  );
});

test('photos can fail while texts go on', async () => {
  await world.say('/start');
  await telegram({ mode: 'photo_fail' });
  const { status, body } = await world.bot('sendPhoto', photoForm({ chat_id: String(anna) }));
  assert.deepEqual([status, body.description], [400, 'Bad Request: IMAGE_PROCESS_FAILED']);
  assert.equal((await send('текст')).status, 200);
});

test('YooKassa can fail before and after the effect; a retry with the same key finds the one payment', async () => {
  const auth = { Authorization: `Basic ${btoa('shop:secret')}` };
  const made = async () => (await world.control('GET', 'yookassa/payments')).items.length;
  await yookassa({ api: '500_before', times: 1 });
  const before = await world.shop('POST', '/payments', paymentBody, 'k1');
  assert.deepEqual(
    [before.status, before.body.code, await made()],
    [500, 'internal_server_error', 0],
  );
  await yookassa({ api: '500_after_effect', times: 1, methods: ['POST /payments'] });
  assert.equal((await world.shop('POST', '/payments', paymentBody, 'k1')).status, 500);
  assert.equal(await made(), 1);
  await yookassa({ api: 'timeout_after_effect', times: 1 });
  await goesSilent('/yookassa/v3/payments', paymentBody, { ...auth, 'Idempotence-Key': 'k2' });
  assert.equal(await made(), 2);
  await yookassa({ api: 'timeout_before', times: 1 });
  await goesSilent('/yookassa/v3/payments', paymentBody, { ...auth, 'Idempotence-Key': 'k3' });
  assert.equal(await made(), 2);
  assert.equal((await world.shop('POST', '/payments', paymentBody, 'k1')).status, 200);
  assert.equal((await world.shop('POST', '/payments', paymentBody, 'k2')).status, 200);
  assert.equal(await made(), 2);
});

test('YooKassa can ask to slow down, in milliseconds', async () => {
  await yookassa({ api: '429', times: 1, retry_after: 1500 });
  const { status, body } = await world.shop('GET', '/payments');
  assert.deepEqual([status, body.code, body.retry_after], [429, 'too_many_requests', 1500]);
  assert.equal((await world.shop('GET', '/payments')).status, 200);
});

test('the log has method, parameters and answer of each call, and no credentials', async () => {
  await world.say('/start');
  await send('раз');
  const { id } = await world.payment();
  await world.shop('GET', `/payments/${id}`);
  const { items } = await world.control('GET', 'calls');
  assert.deepEqual(
    items.map(({ service, method, status }: any) => [service, method, status]),
    [
      ['telegram', 'getMe', 200],
      ['telegram', 'sendMessage', 200],
      ['yookassa', 'POST /payments', 200],
      ['yookassa', 'GET /payments/{id}', 200],
    ],
  );
  assert.deepEqual(items[1].params, { chat_id: anna, text: 'раз' });
  assert.equal(items[2].params.body.amount.value, '1500.00');
  assert.ok(
    !JSON.stringify(items).includes('AAAAAAAAAA') && !JSON.stringify(items).includes('secret'),
  );
  const later = await world.control('GET', `calls?after=${items[2].seq}`);
  assert.equal(later.items.length, 1);
});

test('reset clears chats, money, log and faults', async () => {
  await world.say('/start');
  await world.payment();
  await telegram({ mode: 'outage' });
  await yookassa({ api: '429', webhooks: 'never', refunds: 'pending' });
  await world.control('POST', 'reset');
  const faults = await world.control('GET', 'faults');
  assert.deepEqual(
    [
      faults.telegram.mode,
      faults.yookassa.api,
      faults.yookassa.webhooks.never,
      faults.yookassa.refunds,
    ],
    ['none', 'none', false, 'succeeded'],
  );
  assert.equal((await world.chat()).messages.length, 0);
  assert.equal((await world.control('GET', 'yookassa/payments')).items.length, 0);
  assert.equal((await world.control('GET', 'calls')).items.length, 0);
});
