// Acting as people through the control API: what they do is what the bot receives.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anna, operatorsChat, useWorld } from './support.ts';

const world = useWorld();
const updates = async () => (await world.bot('getUpdates')).body.result;
const ask = (text: string, reply_markup: object) =>
  world.result('sendMessage', { chat_id: anna, text, reply_markup });
const tap = (body: object, person = anna) =>
  world.control('POST', `telegram/users/${person}/taps`, body);

test('/start with a payload carries the command entity', async () => {
  await world.say('/start abc');
  const [{ message }] = await updates();
  assert.equal(message.text, '/start abc');
  assert.deepEqual(message.entities, [{ type: 'bot_command', offset: 0, length: 6 }]);
  assert.equal(message.from.language_code, 'ru');
  assert.equal(message.from.phone, undefined);
});

test("one's own contact carries the user id, another's does not", async () => {
  await world.control('POST', `telegram/users/${anna}/contact`, {});
  await world.control('POST', `telegram/users/${anna}/contact`, {
    phone: '+79990000000',
    first_name: 'Сосед',
  });
  const [own, other] = await updates();
  assert.deepEqual(own.message.contact, {
    phone_number: '+79161234567',
    first_name: 'Анна',
    last_name: 'Смирнова',
    user_id: anna,
  });
  assert.equal(other.message.contact.user_id, undefined);
});

test('a tap is a callback query with the message, and its answer is remembered', async () => {
  await world.say('/start');
  const { message_id: id } = await ask('?', {
    inline_keyboard: [[{ text: 'Да', callback_data: 'yes' }]],
  });
  const { callback_query: query } = await tap({ button: 'Да' });
  const { callback_query: received } = (await updates()).at(-1);
  assert.equal(received.id, query.id);
  assert.equal(received.data, 'yes');
  assert.equal(received.from.id, anna);
  assert.equal(received.message.message_id, id);
  assert.equal((await world.control('GET', `telegram/callbacks/${query.id}`)).answer, null);
  await world.result('answerCallbackQuery', {
    callback_query_id: query.id,
    text: 'Занято',
    show_alert: true,
  });
  assert.deepEqual((await world.control('GET', `telegram/callbacks/${query.id}`)).answer, {
    text: 'Занято',
    show_alert: true,
    url: '',
  });
  assert.equal(
    (await world.bot('answerCallbackQuery', { callback_query_id: query.id })).status,
    400,
  );
});

test('a tap may carry data the message does not have, but needs a message', async () => {
  await world.say('/start');
  const { message_id: id } = await ask('?', {
    inline_keyboard: [[{ text: 'Да', callback_data: 'yes' }]],
  });
  await tap({ message_id: id, data: 'forged' });
  assert.equal((await updates()).at(-1).callback_query.data, 'forged');
  await assert.rejects(tap({ message_id: 9999, data: 'x' }), /not-found/);
  await assert.rejects(tap({ button: 'Нет такой' }), /not-found/);
});

test('pressing a key of the reply keyboard sends its text or the contact, a one-time keyboard then goes', async () => {
  await world.say('/start');
  await ask('?', {
    keyboard: [[{ text: 'Номер', request_contact: true }], [{ text: 'Позже' }]],
    one_time_keyboard: true,
  });
  await tap({ button: 'Позже' });
  assert.equal((await updates()).at(-1).message.text, 'Позже');
  assert.equal((await world.chat()).chat.keyboard, null);
  await ask('?', { keyboard: [[{ text: 'Номер', request_contact: true }]] });
  await tap({ button: 'Номер' });
  assert.equal((await updates()).at(-1).message.contact.user_id, anna);
});

test('link and copy buttons are looked at, not sent', async () => {
  await world.say('/start');
  await ask('?', {
    inline_keyboard: [
      [
        { text: 'Оплатить', url: 'http://127.0.0.1:1/pay' },
        { text: 'Код', copy_text: { text: 'PR-1' } },
      ],
    ],
  });
  assert.equal((await tap({ button: 'Оплатить' })).opened, 'http://127.0.0.1:1/pay');
  assert.equal((await tap({ button: 'Код' })).copied, 'PR-1');
  assert.equal((await updates()).length, 1);
});

test('operators write in their group, customers cannot', async () => {
  await world.control('POST', 'telegram/users/2001/messages', {
    text: 'Беру',
    chat_id: operatorsChat,
  });
  const { message } = (await updates()).at(-1);
  assert.equal(message.chat.id, operatorsChat);
  assert.equal(message.from.first_name, 'Ольга');
  await assert.rejects(
    world.control('POST', `telegram/users/${anna}/messages`, { text: 'x', chat_id: operatorsChat }),
    /refused/,
  );
});

test('a new person can be made and then writes', async () => {
  const person = await world.control('POST', 'telegram/users', {
    first_name: 'Тест',
    language_code: 'en',
    phone: '+7 (900) 111-22-33',
  });
  assert.equal(person.phone, '+79001112233');
  await world.say('/start', person.id);
  assert.equal((await updates())[0].message.from.first_name, 'Тест');
});

test('mistakes of a test are told plainly', async () => {
  const refusal = async (method: string, path: string, body?: unknown) => {
    const answer = await world.http(method, `/control/${path}`, body);
    return [answer.status, answer.body.error.code];
  };
  assert.deepEqual(await refusal('POST', 'telegram/users/1/messages', { text: 'x' }), [
    404,
    'not-found',
  ]);
  assert.deepEqual(await refusal('POST', `telegram/users/${anna}/messages`, { text: ' ' }), [
    400,
    'invalid',
  ]);
  assert.deepEqual(await refusal('POST', `telegram/users/${anna}/messages`, '{'), [400, 'invalid']);
  assert.deepEqual(await refusal('GET', 'nonsense'), [404, 'not-found']);
  assert.deepEqual(await refusal('GET', 'reset'), [405, 'method-not-allowed']);
  assert.deepEqual(await refusal('PUT', 'faults', { telegram: { mode: 'flood' } }), [
    400,
    'invalid',
  ]);
  assert.deepEqual(await refusal('PUT', 'faults', { telegran: {} }), [400, 'invalid']);
});

test('before any bot has called, acting is refused', async () => {
  const { World } = await import('./support.ts');
  const empty = new World();
  await empty.start();
  try {
    await assert.rejects(empty.say('/start'), /no bot has called/);
    assert.equal((await empty.chat()).bot, null);
  } finally {
    await empty.stop();
  }
});
