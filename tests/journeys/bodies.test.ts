// What is wrong with a request is said exactly, and nothing is written: a row per malformed body, for every route that takes one.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { dropTemplates } from '../harness/database.ts';
import { World } from '../harness/world.ts';

interface Row {
  what: string;
  method?: string;
  path: string;
  body?: unknown; // strings and bytes are sent as they are
  headers?: Record<string, string>;
  status: number;
  code: string;
  field?: [pointer: string, code: string];
}

const object = '018f0000-0000-7000-8000-000000000301';
const customer = '018f0000-0000-7000-8000-000000001001';
const nobody = '018f0000-0000-7000-8000-00000000ffff';
const good = { object_id: object, start: '2027-05-01', end: '2027-05-03', customer_id: customer };
const quote = { object_id: object, start: '2027-05-01', end: '2027-05-03' };
const without = (body: Record<string, unknown>, field: string) => Object.fromEntries(Object.entries(body).filter(([name]) => name !== field));

const booking = (what: string, body: unknown, status: number, code: string, field?: [string, string], headers?: Record<string, string>): Row =>
  ({ what: `POST /bookings: ${what}`, path: '/api/v1/bookings', body, status, code, ...(field && { field }), ...(headers && { headers }) });
const quoting = (what: string, body: unknown, status: number, code: string, field?: [string, string]): Row =>
  ({ what: `POST /quotes: ${what}`, path: '/api/v1/quotes', body, status, code, ...(field && { field }) });

const rows: Row[] = [
  booking('no JSON', '{"object_id": ', 400, 'bad-json'),
  booking('an empty body', '', 400, 'bad-json'),
  booking('a list', '[]', 422, 'validation-failed', ['', 'wrong-type']),
  booking('the same key twice', '{"start": "2027-05-01", "start": "2027-05-02"}', 400, 'bad-json'),
  booking('bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400, 'bad-json'),
  booking('too deep', '['.repeat(200) + ']'.repeat(200), 400, 'bad-json'),
  booking('no object', without(good, 'object_id'), 422, 'validation-failed', ['/object_id', 'required']),
  booking('no start', without(good, 'start'), 422, 'validation-failed', ['/start', 'required']),
  booking('no customer', without(good, 'customer_id'), 422, 'validation-failed', ['/customer', 'required']),
  booking('an unknown field', { ...good, colour: 'red' }, 422, 'validation-failed', ['/colour', 'unknown-field']),
  booking('an id that is a number', { ...good, object_id: 7 }, 422, 'validation-failed', ['/object_id', 'wrong-type']),
  booking('an id that is no uuid', { ...good, object_id: 'solaris' }, 422, 'validation-failed', ['/object_id', 'bad-uuid']),
  booking('an object that is not there', { ...good, object_id: nobody }, 404, 'not-found'),
  booking('a day that is not in the calendar', { ...good, start: '2027-02-30' }, 422, 'validation-failed', ['/start', 'bad-date']),
  booking('a time without offset', { ...good, start: '2027-05-01T12:00:00' }, 422, 'validation-failed', ['/start', 'bad-date']),
  booking('the end before the start', { ...good, end: '2027-04-30' }, 422, 'validation-failed', ['/end', 'end-before-start']),
  booking('too long', { ...good, end: '2027-08-30' }, 422, 'validation-failed', ['/end', 'too-long']),
  booking('a note that is a list', { ...good, note: [] }, 422, 'validation-failed', ['/note', 'wrong-type']),
  booking('a note of 501 characters', { ...good, note: 'я'.repeat(501) }, 422, 'validation-failed', ['/note', 'too-long']),
  booking('a phone that is none', { ...without(good, 'customer_id'), customer: { name: 'Анна', phone: 'call me' } }, 422, 'validation-failed', ['/customer/phone', 'bad-phone']),
  booking('no name', { ...without(good, 'customer_id'), customer: { phone: '+79161234567' } }, 422, 'validation-failed', ['/customer/name', 'required']),
  booking('an idempotency key of 256 characters', good, 422, 'validation-failed', undefined, { 'idempotency-key': 'k'.repeat(256) }),
  booking('a body too large', { ...good, note: 'x'.repeat(70_000) }, 413, 'payload-too-large'),
  booking('a body that is no JSON by its own word', JSON.stringify(good), 415, 'unsupported-media-type', undefined, { 'content-type': 'text/plain' }),
  booking('a foreign token', good, 401, 'unauthenticated', undefined, { authorization: 'Bearer nobody' }),
  quoting('no JSON', 'start=2027-05-01', 400, 'bad-json'),
  quoting('no end', without(quote, 'end'), 422, 'validation-failed', ['/end', 'required']),
  quoting('an object that is not there', { ...quote, object_id: nobody }, 404, 'not-found'),
  quoting('a date that is a number', { ...quote, start: 20270501 }, 422, 'validation-failed', ['/start', 'wrong-type']),
  { what: 'GET /bookings/{id}: no uuid', method: 'GET', path: '/api/v1/bookings/PR-7K3M9QX', status: 404, code: 'not-found' },
  { what: 'GET /bookings/{id}: nobody', method: 'GET', path: `/api/v1/bookings/${nobody}`, status: 404, code: 'not-found' },
  { what: 'POST cancel: nobody', path: `/api/v1/bookings/${nobody}/cancel`, body: {}, status: 404, code: 'not-found' },
  { what: 'POST cancel: an unknown reason', path: `/api/v1/bookings/${nobody}/cancel`, body: { reason: 'rain' }, status: 422, code: 'validation-failed', field: ['/reason', 'bad-value'] },
  { what: 'POST payments: nobody', path: `/api/v1/bookings/${nobody}/payments`, body: { method: 'online', kind: 'full' }, status: 404, code: 'not-found' },
  { what: 'POST payments: by cheque', path: `/api/v1/bookings/${nobody}/payments`, body: { method: 'cheque', kind: 'full' }, status: 422, code: 'validation-failed', field: ['/method', 'bad-value'] },
  { what: 'GET /objects: start without end', method: 'GET', path: '/api/v1/objects?start=2027-05-01', status: 422, code: 'validation-failed', field: ['?end', 'required'] },
  { what: 'GET /objects: a limit of 1000', method: 'GET', path: '/api/v1/objects?limit=1000', status: 422, code: 'validation-failed', field: ['?limit', 'out-of-range'] },
  { what: 'GET /objects: a cursor made up', method: 'GET', path: '/api/v1/objects?cursor=zzz', status: 422, code: 'validation-failed', field: ['?cursor', 'bad-cursor'] },
  { what: 'GET /objects/{id}: no uuid', method: 'GET', path: '/api/v1/objects/7', status: 404, code: 'not-found' },
  { what: 'GET availability: a year at once', method: 'GET', path: `/api/v1/objects/${object}/availability?from=2027-01-01&to=2028-01-01`, status: 422, code: 'validation-failed', field: ['?to', 'too-long'] },
  { what: 'DELETE /bookings', method: 'DELETE', path: '/api/v1/bookings', status: 405, code: 'method-not-allowed' },
  { what: 'an unknown path', method: 'GET', path: '/api/v1/unicorns', status: 404, code: 'not-found' },
  { what: 'a webhook with a wrong secret', path: '/webhooks/yookassa/guess', body: { type: 'notification' }, status: 404, code: 'not-found' },
];

describe('Malformed requests', () => {
  let world: World;

  before(async () => {
    world = await World.start();
  });
  after(async () => {
    await world.stop();
    await dropTemplates();
  });

  async function written(): Promise<unknown> {
    return world.database.one(`SELECT (SELECT count(*) FROM bookings) AS bookings, (SELECT count(*) FROM orders) AS orders, (SELECT count(*) FROM ledger_entries) AS ledger,
      (SELECT count(*) FROM payments) AS payments, (SELECT count(*) FROM customers) AS customers, (SELECT count(*) FROM outbox) AS events,
      (SELECT count(*) FROM idempotency_keys) AS keys, (SELECT count(*) FROM inbox WHERE source = 'yookassa') AS notifications`);
  }

  for (const row of rows) {
    test(row.what, async () => {
      const before = await written();
      const answer = await world.api(row.method ?? 'POST', row.path, row.body, row.headers);
      assert.equal(answer.status, row.status, JSON.stringify(answer.body));
      assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
      assert.equal(answer.body.code, row.code);
      assert.equal(answer.body.status, row.status);
      assert.ok(answer.body.request_id, 'no request id');
      assert.equal(answer.headers.get('x-request-id'), answer.body.request_id);
      if (row.field) {
        const [pointer, code] = row.field;
        const found = (answer.body.errors ?? []).find((error: { pointer: string }) => error.pointer === pointer);
        assert.equal(found?.code, code, JSON.stringify(answer.body.errors));
      }
      assert.deepEqual(await written(), before, 'something was written');
    });
  }
});
