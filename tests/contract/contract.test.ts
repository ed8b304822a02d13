// The contract and the program say the same: routes, access, answers, examples.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { dropTemplates } from '../harness/database.ts';
import { binary } from '../harness/paths.ts';
import { World } from '../harness/world.ts';

const run = promisify(execFile);
const solaris = '018f0000-0000-7000-8000-000000000301';
const customer = '018f0000-0000-7000-8000-000000001001';

describe('The contract', () => {
  let world: World;

  before(async () => {
    world = await World.start();
  });
  after(async () => {
    await world.stop();
    await dropTemplates();
  });

  test('names exactly the routes the program has, with the same access', async () => {
    const { stdout } = await run(binary, ['routes'], { env: { ...process.env, ...world.environment } });
    const routes = stdout.trim().split('\n').map((line) => JSON.parse(line) as { method: string; path: string; access: string })
      .map(({ method, path, access }) => `${method.toUpperCase()} ${path} ${access}`).sort();
    assert.deepEqual(routes, (await world.contract()).operations());
  });

  test('a protected route asks for a token, and a role where it needs one', async () => {
    for (const operation of (await world.contract()).operations()) {
      const [method, pattern, access] = operation.split(' ') as [string, string, string];
      if (access === 'public') continue;
      const path = pattern.replace(/\{[^}]+\}/g, solaris);
      const body = method === 'GET' ? undefined : {};
      const answer = await world.api(method, path, body, { authorization: '' });
      assert.equal(answer.status, 401, operation);
      assert.equal(answer.body.code, 'unauthenticated');
    }
  });

  test('catalogue, search, availability, photo', async () => {
    const types = await world.api('GET', '/api/v1/object-types');
    assert.deepEqual(types.body.items.map((item: { code: string }) => item.code), ['car', 'camper', 'boat', 'atv', 'cottage']);
    assert.equal((await world.api('GET', '/api/v1/locations')).body.items.length, 2);
    const found = await world.api('GET', '/api/v1/objects?type=car&start=2027-06-01&end=2027-06-04&limit=3');
    assert.equal(found.body.items.length, 3);
    assert.ok(found.body.next_cursor);
    const next = await world.api('GET', `/api/v1/objects?type=car&start=2027-06-01&end=2027-06-04&limit=100&cursor=${encodeURIComponent(found.body.next_cursor)}`);
    assert.equal(next.body.items.length, 6);
    const one = await world.api('GET', `/api/v1/objects/${solaris}?start=2027-06-01&end=2027-06-04`);
    assert.equal(one.body.price_from.total.amount_minor, 3 * 250000);
    const month = await world.api('GET', `/api/v1/objects/${solaris}/availability?from=2027-06-01&to=2027-07-01`);
    assert.equal(month.body.days.length, 30);
    const photo = await fetch(`${world.url}/api/v1/photos/${one.body.photos[0].id}`);
    assert.equal(photo.status, 200);
    assert.match(photo.headers.get('content-type')!, /^image\/(png|jpeg)$/);
    assert.match(photo.headers.get('cache-control')!, /immutable/);
  });

  test('quote, booking with a key, replay, another body under the same key, lost race, list, confirm, payment, cancel', async () => {
    const dates = { object_id: solaris, start: '2027-07-01', end: '2027-07-08' };
    const quote = await world.api('POST', '/api/v1/quotes', dates);
    assert.equal(quote.status, 200);
    const body = { ...dates, customer_id: customer, expected_total: quote.body.total };
    const created = await world.api('POST', '/api/v1/bookings', body, { 'idempotency-key': 'contract-1' });
    assert.equal(created.status, 201);
    assert.deepEqual(created.body.total, quote.body.total, 'the price shown is the price charged');
    assert.equal(created.headers.get('location'), `/api/v1/bookings/${created.body.id}`);
    const replay = await world.api('POST', '/api/v1/bookings', body, { 'idempotency-key': 'contract-1' });
    assert.equal(replay.status, 201);
    assert.equal(replay.body.id, created.body.id);
    assert.equal(replay.headers.get('idempotency-replayed'), 'true');
    const other = await world.api('POST', '/api/v1/bookings', { ...body, end: '2027-07-09' }, { 'idempotency-key': 'contract-1' });
    assert.deepEqual([other.status, other.body.code], [422, 'idempotency-mismatch']);
    const lost = await world.api('POST', '/api/v1/bookings', body);
    assert.deepEqual([lost.status, lost.body.code], [409, 'dates-taken']);
    assert.ok(lost.body.alternatives.length >= 1 && lost.body.alternatives.length <= 3, 'something else is offered');
    const [first] = lost.body.alternatives;
    const instead = await world.api('POST', '/api/v1/quotes', { object_id: first.object_id, start: first.start, end: first.end });
    assert.deepEqual(instead.body.total, first.total, 'at the price that was named');
    const cheaper = await world.api('POST', '/api/v1/bookings', { ...body, start: '2027-07-10', end: '2027-07-12', expected_total: { amount_minor: 1, currency: 'RUB' } });
    assert.deepEqual([cheaper.status, cheaper.body.code], [409, 'price-changed']);
    const phone = await world.api('POST', '/api/v1/bookings', { ...dates, start: '2027-07-20', end: '2027-07-22', customer: { name: 'Пётр', phone: '8 (916) 123-45-99' } });
    assert.equal(phone.status, 201);
    const list = await world.api('GET', `/api/v1/bookings?object_id=${solaris}&status=awaiting_payment&limit=100`);
    assert.ok(list.body.items.some((item: { id: string }) => item.id === created.body.id));
    const payment = await world.api('POST', `/api/v1/bookings/${created.body.id}/payments`, { method: 'online', kind: 'full' });
    assert.equal(payment.status, 201);
    assert.match(payment.body.confirmation_url, /^http/);
    const again = await world.api('POST', `/api/v1/bookings/${created.body.id}/payments`, { method: 'online', kind: 'full' });
    assert.equal(again.body.id, payment.body.id, 'a second tap starts no second payment');
    assert.equal((await world.api('GET', `/api/v1/payments/${payment.body.id}`)).body.status, 'pending');
    assert.equal((await world.api('POST', `/api/v1/bookings/${phone.body.id}/confirm`, {})).body.status, 'confirmed');
    const cancelled = await world.api('POST', `/api/v1/bookings/${created.body.id}/cancel`, { reason: 'operator' });
    assert.deepEqual([cancelled.body.status, cancelled.body.cancel_reason], ['cancelled', 'operator']);
    const confirm = await world.api('POST', `/api/v1/bookings/${created.body.id}/confirm`, {});
    assert.deepEqual([confirm.status, confirm.body.code], [409, 'illegal-transition']);
    assert.equal((await world.api('GET', `/api/v1/bookings/${created.body.id}`)).body.status, 'cancelled');
    assert.equal((await world.api('GET', '/api/v1/me')).body.role, 'administrator');
  });

  test('is served, and readable by people', async () => {
    const page = await fetch(`${world.url}/api/docs`);
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-type')!, /text\/html/);
  });

  test('the database gone and back: 503 with Retry-After, then as before', async () => {
    const name = world.database.name;
    await world.database.rows(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid() AND application_name <> ''`, [name]);
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.api('GET', '/api/v1/object-types')));
    for (const { status } of answers) assert.ok(status === 200 || status === 503, String(status));
    for (let attempt = 0; attempt < 50; ++attempt) {
      if ((await world.api('GET', '/api/v1/object-types')).status === 200) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail('it did not come back');
  });
});
