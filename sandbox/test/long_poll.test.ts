// Receiving updates: offsets, waiting, conflicts, filters; and the webhook as the other way.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anna, pause, until, useReceiver, useWorld } from './support.ts';

const world = useWorld();
const hook = useReceiver();
const poll = (params: object = {}) => world.bot('getUpdates', params);

test('updates repeat until a higher offset confirms them', async () => {
  await world.say('один');
  await world.say('два');
  const first = (await poll()).body.result;
  assert.deepEqual(
    first.map((update: any) => update.message.text),
    ['один', 'два'],
  );
  assert.equal(first[1].update_id, first[0].update_id + 1);
  assert.deepEqual((await poll()).body.result, first);
  assert.deepEqual((await poll({ offset: first[1].update_id })).body.result, [first[1]]);
  assert.deepEqual((await poll({ offset: first[1].update_id + 1 })).body.result, []);
  assert.deepEqual((await poll()).body.result, []);
});

test('limit bounds an answer and a negative offset keeps the newest', async () => {
  for (const text of ['1', '2', '3']) await world.say(text);
  assert.equal((await poll({ limit: 2 })).body.result.length, 2);
  assert.deepEqual(
    (await poll({ offset: -1 })).body.result.map((update: any) => update.message.text),
    ['3'],
  );
  assert.equal((await poll()).body.result.length, 1);
});

test('a poll waits and is answered the moment something happens', async () => {
  const started = Date.now();
  const waiting = poll({ timeout: 10 });
  await pause(150);
  await world.say('наконец');
  const { body } = await waiting;
  assert.equal(body.result[0].message.text, 'наконец');
  assert.ok(Date.now() - started < 2000);
});

test('a poll that nothing answers is empty after its timeout', async () => {
  const started = Date.now();
  assert.deepEqual((await poll({ timeout: 1 })).body, { ok: true, result: [] });
  assert.ok(Date.now() - started >= 950);
});

test('a second poller ends the first one with 409', async () => {
  const first = poll({ timeout: 10 });
  await pause(100);
  const second = poll({ timeout: 1 });
  const { status, body } = await first;
  assert.equal(status, 409);
  assert.equal(
    body.description,
    'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  );
  assert.equal((await second).status, 200);
});

test('a poller that hung up leaves no conflict and loses no update', async () => {
  const abort = new AbortController();
  const gone = fetch(`${world.url}/telegram/bot123456789:${'A'.repeat(35)}/getUpdates?timeout=10`, {
    signal: abort.signal,
  }).catch(() => 'gone');
  await pause(100);
  abort.abort();
  assert.equal(await gone, 'gone');
  await pause(50);
  await world.say('цело');
  assert.equal((await poll({ timeout: 1 })).body.result[0].message.text, 'цело');
});

test('allowed_updates filters what is queued and stays until changed', async () => {
  await poll({ allowed_updates: ['callback_query'] });
  await world.say('не придёт');
  assert.deepEqual((await poll()).body.result, []);
  await poll({ allowed_updates: ['message', 'callback_query', 'my_chat_member'] });
  await world.say('придёт');
  assert.equal((await poll()).body.result.length, 1);
});

test('blocking and unblocking arrive as my_chat_member', async () => {
  await world.say('/start');
  await world.control('POST', `telegram/users/${anna}/block`);
  await world.control('POST', `telegram/users/${anna}/unblock`);
  const [, blocked, back] = (await poll()).body.result;
  assert.deepEqual(
    [blocked.my_chat_member.old_chat_member.status, blocked.my_chat_member.new_chat_member.status],
    ['member', 'kicked'],
  );
  assert.equal(back.my_chat_member.new_chat_member.status, 'member');
});

test('update ids go on after a reset', async () => {
  await world.say('до');
  const [before] = (await poll()).body.result;
  await world.control('POST', 'reset');
  await world.say('после');
  const [after] = (await poll()).body.result;
  assert.ok(after.update_id > before.update_id);
});

test('a webhook gets updates in order with its secret, again after a refusal, and excludes polling', async () => {
  hook.statuses = [500];
  await world.result('setWebhook', { url: hook.url, secret_token: 'very-secret' });
  assert.equal(
    (await poll()).body.description,
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
  );
  await world.say('первое');
  await world.say('второе');
  await hook.count(3);
  assert.deepEqual(
    hook.received.map(({ body }) => body.message.text),
    ['первое', 'первое', 'второе'],
  );
  assert.equal(hook.received[0]!.headers['x-telegram-bot-api-secret-token'], 'very-secret');
  const info = await world.result('getWebhookInfo');
  assert.match(info.last_error_message, /Wrong response from the webhook: 500/);
  await until(async () => (await world.result('getWebhookInfo')).pending_update_count === 0);
  await world.result('deleteWebhook');
  assert.equal((await poll()).status, 200);
});
