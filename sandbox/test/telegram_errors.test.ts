// Every refusal a bot has to live with: code and exact description, one row each.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anna, photoForm, png, token, useWorld } from './support.ts';

const world = useWorld();
const to = { chat_id: anna };
const button = (fields: object) => ({
  ...to,
  text: 'x',
  reply_markup: { inline_keyboard: [[{ text: 'B', ...fields }]] },
});

const refusals: [string, string, object, string][] = [
  ['no chat', 'sendMessage', { text: 'x' }, 'chat_id is empty'],
  ['unknown chat', 'sendMessage', { chat_id: 4242, text: 'x' }, 'chat not found'],
  ['person who never wrote', 'sendMessage', { chat_id: 1003, text: 'x' }, 'chat not found'],
  ['name instead of an id', 'sendMessage', { chat_id: '@nobody', text: 'x' }, 'chat not found'],
  ['no text', 'sendMessage', to, 'message text is empty'],
  ['only spaces', 'sendMessage', { ...to, text: '  \n ' }, 'message text is empty'],
  ['4097 characters', 'sendMessage', { ...to, text: 'я'.repeat(4097) }, 'message is too long'],
  [
    'unknown mode',
    'sendMessage',
    { ...to, text: 'x', parse_mode: 'BBCode' },
    'unsupported parse_mode',
  ],
  [
    'broken HTML',
    'sendMessage',
    { ...to, text: '<b>x', parse_mode: 'HTML' },
    'can\'t parse entities: Can\'t find end tag corresponding to start tag "b"',
  ],
  [
    'callback_data of 65 bytes',
    'sendMessage',
    button({ callback_data: 'x'.repeat(65) }),
    'BUTTON_DATA_INVALID',
  ],
  [
    'callback_data of 33 Cyrillic letters',
    'sendMessage',
    button({ callback_data: 'я'.repeat(33) }),
    'BUTTON_DATA_INVALID',
  ],
  ['empty callback_data', 'sendMessage', button({ callback_data: '' }), 'BUTTON_DATA_INVALID'],
  [
    'button that does nothing',
    'sendMessage',
    button({}),
    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
  ],
  [
    'button with a bad scheme',
    'sendMessage',
    button({ url: 'ftp://example.ru' }),
    "inline keyboard button URL 'ftp://example.ru' is invalid: Unsupported URL protocol",
  ],
  [
    'button to localhost',
    'sendMessage',
    button({ url: 'http://localhost:8090/' }),
    "inline keyboard button URL 'http://localhost:8090/' is invalid: Wrong HTTP URL",
  ],
  [
    'copy_text of 257',
    'sendMessage',
    button({ copy_text: { text: 'x'.repeat(257) } }),
    'BUTTON_COPY_TEXT_INVALID',
  ],
  [
    '101 buttons',
    'sendMessage',
    {
      ...to,
      text: 'x',
      reply_markup: {
        inline_keyboard: Array.from({ length: 101 }, () => [{ text: 'x', callback_data: 'x' }]),
      },
    },
    'reply markup is too long',
  ],
  [
    'markup that is a list',
    'sendMessage',
    { ...to, text: 'x', reply_markup: [] },
    'object expected as reply markup',
  ],
  [
    'markup that is not JSON',
    'sendMessage',
    { ...to, text: 'x', reply_markup: '{' },
    "can't parse reply keyboard markup JSON object",
  ],
  [
    'reply to nothing',
    'sendMessage',
    { ...to, text: 'x', reply_parameters: { message_id: 9999 } },
    'message to be replied not found',
  ],
  ['photo missing', 'sendPhoto', to, 'there is no photo in the request'],
  [
    'photo unknown',
    'sendPhoto',
    { ...to, photo: 'AgACnothing' },
    'wrong file identifier/HTTP URL specified',
  ],
  [
    'photo unreachable',
    'sendPhoto',
    { ...to, photo: 'http://127.0.0.1:1/x.jpg' },
    'failed to get HTTP URL content',
  ],
  [
    'caption of 1025',
    'sendPhoto',
    { ...to, photo: 'x', caption: 'я'.repeat(1025) },
    'message caption is too long',
  ],
  ['album of none', 'sendMediaGroup', { ...to, media: [] }, 'there are no messages to send'],
  [
    'album of eleven',
    'sendMediaGroup',
    { ...to, media: Array.from({ length: 11 }, () => ({ type: 'photo', media: 'x' })) },
    'too many messages to send as an album',
  ],
  [
    'edit without an id',
    'editMessageText',
    { ...to, text: 'x' },
    'message identifier is not specified',
  ],
  [
    'edit of nothing',
    'editMessageText',
    { ...to, message_id: 99999, text: 'x' },
    'message to edit not found',
  ],
  [
    'delete of nothing',
    'deleteMessage',
    { ...to, message_id: 99999 },
    'message to delete not found',
  ],
  [
    'answer to nothing',
    'answerCallbackQuery',
    { callback_query_id: '1' },
    'query is too old and response timeout expired or query ID is invalid',
  ],
  [
    'answer too long',
    'answerCallbackQuery',
    { callback_query_id: '1', text: 'x'.repeat(201) },
    'MESSAGE_TOO_LONG',
  ],
  [
    'unknown action',
    'sendChatAction',
    { ...to, action: 'dancing' },
    'wrong parameter action in request',
  ],
  [
    'command in capitals',
    'setMyCommands',
    { commands: [{ command: 'Start', description: 'x' }] },
    'BOT_COMMAND_INVALID',
  ],
  ['unknown file', 'getFile', { file_id: 'x' }, 'invalid file_id'],
  [
    'webhook without TLS',
    'setWebhook',
    { url: 'http://example.ru/' },
    'bad webhook: An HTTPS URL must be provided for webhook',
  ],
  [
    'webhook with a bad secret',
    'setWebhook',
    { url: 'https://example.ru/', secret_token: 'a b' },
    'secret token contains unallowed characters',
  ],
];

for (const [name, method, params, description] of refusals) {
  test(`${method}: ${name} is refused`, async () => {
    await world.say('/start');
    const { status, body } = await world.bot(method, params);
    assert.equal(status, 400);
    assert.deepEqual(body, {
      ok: false,
      error_code: 400,
      description: `Bad Request: ${description}`,
    });
  });
}

test('an edit that changes nothing is refused, also when only the keyboard could have changed', async () => {
  await world.say('/start');
  const markup = { inline_keyboard: [[{ text: 'B', callback_data: 'x' }]] };
  const { message_id: id } = await world.result('sendMessage', {
    ...to,
    text: 'x',
    reply_markup: markup,
  });
  const same =
    'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';
  assert.equal(
    (await world.bot('editMessageText', { ...to, message_id: id, text: 'x', reply_markup: markup }))
      .body.description,
    same,
  );
  assert.equal(
    (await world.bot('editMessageReplyMarkup', { ...to, message_id: id, reply_markup: markup }))
      .body.description,
    same,
  );
  assert.equal((await world.chat()).messages.at(-1).edits, 0);
});

test('text and caption edits refuse the other kind of message', async () => {
  await world.say('/start');
  const text = await world.result('sendMessage', { ...to, text: 'x' });
  const photo = (await world.bot('sendPhoto', photoForm({ chat_id: String(anna) }))).body.result;
  const onPhoto = await world.bot('editMessageText', {
    ...to,
    message_id: photo.message_id,
    text: 'y',
  });
  assert.equal(onPhoto.body.description, 'Bad Request: there is no text in the message to edit');
  const onText = await world.bot('editMessageCaption', {
    ...to,
    message_id: text.message_id,
    caption: 'y',
  });
  assert.equal(onText.body.description, 'Bad Request: there is no caption in the message to edit');
});

test("a bot cannot edit a person's message", async () => {
  const { message } = await world.say('/start');
  const { body } = await world.bot('editMessageText', {
    ...to,
    message_id: message.message_id,
    text: 'y',
  });
  assert.equal(body.description, "Bad Request: message can't be edited");
});

test('photos with impossible content or dimensions are refused', async () => {
  await world.say('/start');
  const send = async (bytes: Buffer) =>
    (await world.bot('sendPhoto', photoForm({ chat_id: String(anna) }, bytes))).body.description;
  assert.equal(await send(Buffer.from('not a picture')), 'Bad Request: IMAGE_PROCESS_FAILED');
  assert.equal(await send(Buffer.alloc(0)), 'Bad Request: file must be non-empty');
  assert.equal(await send(png(2100, 100)), 'Bad Request: PHOTO_INVALID_DIMENSIONS');
  const huge = Buffer.concat([png(10, 10), Buffer.alloc(10 * 1024 * 1024)]);
  assert.equal(
    await send(huge),
    `Bad Request: file of size ${huge.length} bytes is too big for a photo; the maximum size is 10485760 bytes`,
  );
});

test('a person who blocked the bot cannot be written to until unblocked', async () => {
  await world.say('/start');
  await world.control('POST', `telegram/users/${anna}/block`);
  const { status, body } = await world.bot('sendMessage', { ...to, text: 'x' });
  assert.deepEqual([status, body.description], [403, 'Forbidden: bot was blocked by the user']);
  await world.control('POST', `telegram/users/${anna}/unblock`);
  assert.equal((await world.bot('sendMessage', { ...to, text: 'x' })).status, 200);
});

test('a malformed token is 401, an unknown method 404, a broken body 400', async () => {
  const unauthorized = await world.http('POST', '/telegram/bot123:short/getMe', {});
  assert.deepEqual(unauthorized.body, { ok: false, error_code: 401, description: 'Unauthorized' });
  const unknown = await world.bot('sendTelepathy');
  assert.deepEqual(unknown.body, {
    ok: false,
    error_code: 404,
    description: 'Not Found: method not found',
  });
  assert.equal((await world.http('GET', '/telegram/elsewhere')).status, 404);
  const broken = await world.http('POST', `/telegram/bot${token}/sendMessage`, '{"chat_id":');
  assert.deepEqual([broken.status, broken.body.ok], [400, false]);
});
