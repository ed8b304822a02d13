// Nobody gets what somebody else has: one slot and a thousand hands, then a storm of creates, cancels and expiries. `./test --long` runs the storm for its full minute.
import assert from 'node:assert/strict';
import { Agent, request as httpRequest } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { dropTemplates } from '../harness/database.ts';
import { long } from '../harness/paths.ts';
import { World } from '../harness/world.ts';

interface Reply {
  status: number;
  code?: string;
  id?: string;
}

describe('Races for the same object', () => {
  let world: World;
  let customers: string[];
  let objects: string[];
  const agent = new Agent({ keepAlive: true, maxSockets: 1000 });

  before(async () => {
    world = await World.start();
    customers = (await world.database.rows<{ id: string }>('SELECT id FROM customers ORDER BY id LIMIT 50')).map(({ id }) => id);
    objects = (await world.database.rows<{ id: string }>(`SELECT id FROM objects WHERE type = 'car' ORDER BY id`)).map(({ id }) => id);
  });
  after(async () => {
    agent.destroy();
    await world.stop();
    await dropTemplates();
  });

  function post(path: string, body: unknown, using = agent): Promise<Reply> {
    const text = JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const call = httpRequest(`${world.url}${path}`, {
        method: 'POST', agent: using,
        headers: { authorization: `Bearer ${world.adminToken}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) },
      }, (response) => {
        let answer = '';
        response.on('data', (chunk) => (answer += chunk));
        response.on('end', () => {
          const parsed = answer === '' ? {} : JSON.parse(answer);
          const refused = response.statusCode! >= 400;
          resolve({ status: response.statusCode!, ...(refused ? { code: parsed.code } : { id: parsed.id }) });
        });
      });
      call.on('error', reject);
      call.end(text);
    });
  }

  async function assertSound(): Promise<void> {
    const overlaps = await world.database.rows(`SELECT a.id FROM bookings a JOIN bookings b ON a.object_id = b.object_id AND a.id < b.id AND a.blocked && b.blocked
      WHERE a.status <> 'cancelled' AND b.status <> 'cancelled'`);
    assert.deepEqual(overlaps, [], 'overlapping bookings');
    const { deadlocks } = await world.database.one<{ deadlocks: string }>('SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()');
    assert.equal(deadlocks, '0', 'deadlocks in PostgreSQL');
    const ledger = await world.database.rows(`SELECT b.id FROM bookings b WHERE b.request_id <> 'demo' AND b.paid_minor <>
      (SELECT coalesce(sum(amount_minor) FILTER (WHERE account = 'payment'), 0) FROM ledger_entries l WHERE l.booking_id = b.id)`);
    assert.deepEqual(ledger, [], 'paid_minor differs from the ledger');
  }

  test('1,000 simultaneous creates of one slot: one 201, the others 409 dates-taken', async () => {
    const body = (n: number) => ({ object_id: objects[0], start: '2027-06-01', end: '2027-06-04', customer_id: customers[n % customers.length] });
    const replies = await Promise.all(Array.from({ length: 1000 }, (_, n) => post('/api/v1/bookings', body(n))));
    const created = replies.filter(({ status }) => status === 201);
    const taken = replies.filter(({ status, code }) => status === 409 && code === 'dates-taken');
    assert.equal(created.length, 1);
    assert.equal(taken.length, 999, JSON.stringify(replies.find(({ status }) => status !== 201 && status !== 409)));
    await assertSound();
  });

  test(`random overlapping creates, cancels and expiries at 64 connections (${long ? 60 : 10} s)`, async () => {
    const seed = Number(process.env['PROKAT_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    console.log(`race seed ${seed}`);
    let state = seed;
    const random = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const end = Date.now() + (long ? 60_000 : 10_000);
    const storm = new Agent({ keepAlive: true, maxSockets: 64 });
    const open: string[] = [];
    const statuses = new Map<string, number>();
    const count = ({ status, code }: Reply): void => {
      const key = `${status} ${code ?? ''}`;
      statuses.set(key, (statuses.get(key) ?? 0) + 1);
    };
    const day = (offset: number): string => new Date(Date.UTC(2027, 6, 1 + offset)).toISOString().slice(0, 10);
    let shift = 0;
    const hands = Array.from({ length: 64 }, async () => {
      while (Date.now() < end) {
        if (open.length > 0 && random(3) === 0) {
          count(await post(`/api/v1/bookings/${open.splice(random(open.length), 1)[0]}/cancel`, { reason: 'operator' }, storm));
          continue;
        }
        const start = random(40);
        const reply = await post('/api/v1/bookings', {
          object_id: objects[random(3)], start: day(start), end: day(start + 1 + random(5)), customer_id: customers[random(customers.length)],
        }, storm);
        count(reply);
        if (reply.status === 201 && random(2) === 0) open.push(reply.id!);
      }
    });
    const clock = (async () => {
      while (Date.now() < end) {
        shift += 3700; // every second an hour passes: what was not cancelled expires
        await world.moveClock(shift);
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    })();
    await Promise.all([...hands, clock]);
    storm.destroy();
    await world.moveClock(0);
    console.log(`race answers ${JSON.stringify(Object.fromEntries(statuses))}`);
    assert.ok((statuses.get('201 ') ?? 0) > 50, 'too few bookings to mean anything');
    assert.ok((statuses.get('409 dates-taken') ?? 0) > 50, 'no race took place');
    const server = [...statuses.keys()].filter((key) => key.startsWith('5'));
    assert.deepEqual(server, [], 'server errors');
    const expired = await world.database.one<{ n: string }>(`SELECT count(*) AS n FROM bookings WHERE cancel_reason = 'expired' AND request_id <> 'demo'`);
    assert.ok(Number(expired.n) > 0, 'nothing expired');
    await assertSound();
  });
});
