// The record of who changed what: written by the database, sealed by the server, verified by the command, and tampered with in psql.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { dropTemplates } from '../harness/database.ts';
import { binary } from '../harness/paths.ts';
import { until } from '../harness/process.ts';
import { operatorsChatId } from '../harness/sandbox.ts';
import { World } from '../harness/world.ts';

const solaris = '018f0000-0000-7000-8000-000000000301';
const customer = '018f0000-0000-7000-8000-000000001001';

describe('The audit', () => {
  let world: World;
  let storage: string;
  let booking: { id: string; version: number };

  before(async () => {
    storage = await mkdtemp(join(tmpdir(), 'prokat-anchors-'));
    world = await World.start({ env: { PROKAT_STORAGE_DIR: storage, PROKAT_AUDIT_SEAL_INTERVAL: '200ms' } });
  });
  after(async () => {
    await world.stop();
    await rm(storage, { recursive: true, force: true });
    await dropTemplates();
  });

  /** The command's exit code and what it said. */
  async function audit(...args: string[]): Promise<{ code: number; said: string }> {
    return new Promise((resolve) => {
      execFile(binary, ['audit', ...args], { env: { ...process.env, ...world.environment } }, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr });
      });
    });
  }

  async function history(query: string): Promise<any[]> {
    const answer = await world.api('GET', `/api/v1/audit?${query}`);
    assert.equal(answer.status, 200);
    return answer.body.items;
  }

  test('says who booked and who confirmed, from where, before and after; a moment later both are sealed', async () => {
    const created = await world.api('POST', '/api/v1/bookings', { object_id: solaris, start: '2027-08-01', end: '2027-08-04', customer_id: customer },
      { 'x-request-id': 'audit-journey-1' });
    assert.equal(created.status, 201);
    booking = created.body;
    assert.equal((await world.api('POST', `/api/v1/bookings/${booking.id}/confirm`, {}, { 'x-request-id': 'audit-journey-2' })).status, 200);
    const rows = await until('both rows to be sealed', async () => {
      const found = await history(`row_id=${booking.id}`);
      return found.length === 2 && found.every(({ sealed }) => sealed) && found;
    });
    const [confirmed, made] = rows;
    assert.deepEqual([made.table, made.action, made.channel, made.request_id], ['bookings', 'insert', 'api', 'audit-journey-1']);
    assert.match(made.actor, /^user:/);
    assert.equal(made.after.status, 'awaiting_payment');
    assert.deepEqual([confirmed.action, confirmed.request_id, confirmed.before.status, confirmed.after.status],
      ['update', 'audit-journey-2', 'awaiting_payment', 'confirmed']);
    assert.equal((await history(`actor=${made.actor}&action=update&table=bookings`))[0].id, confirmed.id);
  });

  test('is intact, and its head goes to storage and to the operators\' chat', async () => {
    const anchored = await audit('anchor');
    assert.equal(anchored.code, 0, anchored.said);
    const [, hash] = /хеш ([0-9a-f]{64})/.exec(anchored.said)!;
    const year = String(new Date().getUTCFullYear());
    const files = await readdir(join(storage, 'audit/anchors', year));
    const texts = await Promise.all(files.map((file) => readFile(join(storage, 'audit/anchors', year, file), 'utf8')));
    assert.ok(texts.some((text) => JSON.parse(text).hash === hash));
    const verified = await audit('verify');
    assert.equal(verified.code, 0, verified.said);
    assert.match(verified.said, /Журнал цел/);
    await until('the operators to hear of it', async () =>
      (await world.sandbox.messages(operatorsChatId)).some(({ text }) => text?.includes(hash!)));
  });

  test('an edit in psql is named with table, row, audit id and seal number', async () => {
    const { id, seal_no } = (await history(`row_id=${booking.id}&action=update`))[0];
    await world.database.rows(`UPDATE audit_log SET after = after || '{"status": "paid"}' WHERE id = $1`, [id]);
    const verified = await audit('verify');
    assert.equal(verified.code, 1, verified.said);
    assert.match(verified.said, new RegExp(`Запись изменена: печать № ${seal_no}, запись журнала ${id}, таблица bookings, строка ${booking.id}`));
    const english = await new Promise<string>((resolve) => {
      execFile(binary, ['audit', 'verify'], { env: { ...process.env, ...world.environment, PROKAT_LOCALE_LANGUAGE: 'en' } }, (_, stdout) => resolve(stdout));
    });
    assert.match(english, /Row edited: seal number/);
  });

  test('a head that is no head is refused by the command', async () => {
    assert.equal((await audit('verify', '--head', '12:xyz')).code, 2);
  });
});
