// The Bot API as a bot sees it when nothing goes wrong: calling conventions, messages, photos,
// albums, edits.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anna, blob, operatorsChat, photoForm, png, token, useWorld } from './support.ts';

const world = useWorld();
const keyboard = (data: string) => ({
  inline_keyboard: [[{ text: 'Кнопка', callback_data: data }]],
});

test('any well-shaped token is a bot, and getMe names it', async () => {
  const { status, body } = await world.bot('getMe');
  assert.equal(status, 200);
  assert.equal(body.ok, true);
  assert.equal(body.result.id, 123456789);
  assert.equal(body.result.username, 'prokat_demo_bot');
  assert.equal(body.result.is_bot, true);
});

test('a call may come as query, form, JSON or multipart, by GET or POST, in any case', async () => {
  await world.say('/start');
  const path = `/telegram/bot${token}`;
  const form = new FormData();
  form.set('chat_id', String(anna));
  form.set('text', 'multipart');
  form.set('reply_markup', JSON.stringify(keyboard('a')));
  const answers = [
    await world.http('GET', `${path}/sendmessage?chat_id=${anna}&text=query`),
    await world.http(
      'POST',
      `${path}/SENDMESSAGE`,
      `chat_id=${anna}&text=form&reply_markup=${encodeURIComponent(JSON.stringify(keyboard('a')))}`,
      { 'Content-Type': 'application/x-www-form-urlencoded' },
    ),
    await world.http('POST', `${path}/sendMessage`, {
      chat_id: anna,
      text: 'json',
      reply_markup: keyboard('a'),
    }),
    await world.http('POST', `${path}/sendMessage`, form),
  ];
  assert.deepEqual(
    answers.map(({ body }) => body.result.text),
    ['query', 'form', 'json', 'multipart'],
  );
  assert.deepEqual(
    answers.map(({ body }) => body.result.reply_markup !== undefined),
    [false, true, true, true],
  );
});

test('a sent message carries chat, sender, date, entities and its inline keyboard', async () => {
  await world.say('/start');
  const message = await world.result('sendMessage', {
    chat_id: anna,
    text: '<b>Цена</b>',
    parse_mode: 'HTML',
    reply_markup: keyboard('x'),
  });
  assert.deepEqual(message.chat, {
    id: anna,
    type: 'private',
    first_name: 'Анна',
    last_name: 'Смирнова',
    username: 'anna_smirnova',
  });
  assert.equal(message.from.id, 123456789);
  assert.ok(Math.abs(message.date - Date.now() / 1000) < 5);
  assert.deepEqual(message.entities, [{ type: 'bold', offset: 0, length: 4 }]);
  assert.deepEqual(message.reply_markup, keyboard('x'));
});

test('message ids grow by one in each chat by itself', async () => {
  await world.say('/start');
  const first = await world.result('sendMessage', { chat_id: anna, text: '1' });
  const elsewhere = await world.result('sendMessage', { chat_id: operatorsChat, text: '1' });
  const second = await world.result('sendMessage', { chat_id: anna, text: '2' });
  assert.equal(second.message_id, first.message_id + 1);
  assert.equal(elsewhere.chat.type, 'supergroup');
  assert.equal(elsewhere.chat.title, 'Прокат: операторы');
});

test('an uploaded photo comes back in sizes, can be sent again by file_id and downloaded', async () => {
  await world.say('/start');
  const bytes = png(900, 600);
  const { body } = await world.bot(
    'sendPhoto',
    photoForm({ chat_id: String(anna), caption: '<i>Salut</i>', parse_mode: 'HTML' }, bytes),
  );
  const { photo, caption, caption_entities: entities } = body.result;
  assert.equal(caption, 'Salut');
  assert.equal(entities[0].type, 'italic');
  assert.deepEqual(
    [photo.at(-1).width, photo.at(-1).height, photo.at(-1).file_size],
    [900, 600, bytes.length],
  );
  assert.ok(photo.length > 1 && photo[0].width < 900);

  const again = await world.result('sendPhoto', { chat_id: anna, photo: photo.at(-1).file_id });
  assert.equal(again.photo.at(-1).file_id, photo.at(-1).file_id);

  const file = await world.result('getFile', { file_id: photo.at(-1).file_id });
  assert.match(file.file_path, /^photos\/file_\d+\.png$/);
  const download = await fetch(`${world.url}/telegram/file/bot${token}/${file.file_path}`);
  assert.deepEqual(Buffer.from(await download.arrayBuffer()), bytes);
});

test('a file_id is worth nothing to another bot', async () => {
  await world.say('/start');
  const { body } = await world.bot('sendPhoto', photoForm({ chat_id: String(anna) }));
  const other = '987654321:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB';
  await world.bot('getMe', {}, other);
  await world.control('POST', `telegram/users/${anna}/messages`, {
    text: '/start',
    bot_id: 987654321,
  });
  const foreign = await world.bot(
    'sendPhoto',
    { chat_id: anna, photo: body.result.photo[0].file_id },
    other,
  );
  assert.equal(foreign.body.description, 'Bad Request: wrong file identifier/HTTP URL specified');
  await world.bot('getMe');
});

test('an album shares one media_group_id', async () => {
  await world.say('/start');
  const form = new FormData();
  form.set('chat_id', String(anna));
  form.set(
    'media',
    JSON.stringify([
      { type: 'photo', media: 'attach://a', caption: 'Альбом' },
      { type: 'photo', media: 'attach://b' },
    ]),
  );
  form.set('a', blob(png(300, 200, 10)), 'a.png');
  form.set('b', blob(png(300, 200, 20)), 'b.png');
  const { body } = await world.bot('sendMediaGroup', form);
  assert.equal(body.result.length, 2);
  assert.equal(body.result[0].media_group_id, body.result[1].media_group_id);
  assert.deepEqual(
    body.result.map((message: { caption?: string }) => message.caption),
    ['Альбом', undefined],
  );
});

test('an edit keeps the id, sets edit_date and drops an omitted keyboard', async () => {
  await world.say('/start');
  const { message_id: id } = await world.result('sendMessage', {
    chat_id: anna,
    text: 'Было',
    reply_markup: keyboard('x'),
  });
  const edited = await world.result('editMessageText', {
    chat_id: anna,
    message_id: id,
    text: 'Стало',
  });
  assert.equal(edited.message_id, id);
  assert.equal(edited.text, 'Стало');
  assert.equal(edited.reply_markup, undefined);
  assert.ok(edited.edit_date >= edited.date);
  const onlyKeys = await world.result('editMessageReplyMarkup', {
    chat_id: anna,
    message_id: id,
    reply_markup: keyboard('y'),
  });
  assert.deepEqual(onlyKeys.reply_markup, keyboard('y'));
  const [, stored] = (await world.chat()).messages;
  assert.equal(stored.edits, 2);
  assert.deepEqual(stored.history, ['Было', 'Стало']);
});

test('a photo is edited by caption and by media', async () => {
  await world.say('/start');
  const { body } = await world.bot(
    'sendPhoto',
    photoForm({ chat_id: String(anna), caption: 'Первый' }),
  );
  const { message_id: id } = body.result;
  const captioned = await world.result('editMessageCaption', {
    chat_id: anna,
    message_id: id,
    caption: 'Второй',
  });
  assert.equal(captioned.caption, 'Второй');
  const form = new FormData();
  form.set('chat_id', String(anna));
  form.set('message_id', String(id));
  form.set('media', JSON.stringify({ type: 'photo', media: 'attach://next', caption: 'Третий' }));
  form.set('next', blob(png(400, 400)), 'next.png');
  const replaced = (await world.bot('editMessageMedia', form)).body.result;
  assert.equal(replaced.caption, 'Третий');
  assert.equal(replaced.photo.at(-1).width, 400);
});

test('deleted messages are gone for the bot and remembered for tests', async () => {
  await world.say('/start');
  const ids: number[] = [];
  for (const text of ['a', 'b', 'c'])
    ids.push((await world.result('sendMessage', { chat_id: anna, text })).message_id);
  assert.equal(await world.result('deleteMessage', { chat_id: anna, message_id: ids[0] }), true);
  assert.equal(
    await world.result('deleteMessages', { chat_id: anna, message_ids: [ids[1], 999_999] }),
    true,
  );
  const gone = await world.bot('deleteMessage', { chat_id: anna, message_id: ids[0] });
  assert.equal(gone.body.description, 'Bad Request: message to delete not found');
  const { messages } = await world.chat();
  assert.deepEqual(
    messages.slice(1).map(({ deleted }: { deleted: boolean }) => deleted),
    [true, true, false],
  );
});

test('commands are kept per language and scope', async () => {
  const commands = [{ command: 'my', description: 'Мои бронирования' }];
  const english = [{ command: 'my', description: 'My bookings' }];
  await world.result('setMyCommands', { commands });
  await world.result('setMyCommands', { commands: english, language_code: 'en' });
  assert.deepEqual(await world.result('getMyCommands'), commands);
  assert.deepEqual(await world.result('getMyCommands', { language_code: 'en' }), english);
  assert.equal(
    await world.result('setChatMenuButton', { menu_button: { type: 'commands' } }),
    true,
  );
});

test('a reply keyboard stays with the chat until it is removed', async () => {
  await world.say('/start');
  await world.result('sendMessage', {
    chat_id: anna,
    text: '?',
    reply_markup: { keyboard: [[{ text: 'Номер', request_contact: true }]], resize_keyboard: true },
  });
  assert.deepEqual((await world.chat()).chat.keyboard.keyboard, [
    [{ text: 'Номер', request_contact: true }],
  ]);
  await world.result('sendMessage', {
    chat_id: anna,
    text: '!',
    reply_markup: { remove_keyboard: true },
  });
  assert.equal((await world.chat()).chat.keyboard, null);
});
