// Two independent clients, written for the real services, against the sandbox: what they accept is
// true to the wire.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { Bot, GrammyError, InlineKeyboard, InputFile, InputMediaBuilder, Keyboard } from 'grammy';
import { anna, png, token, until, useWorld } from './support.ts';

const world = useWorld();
// The package's CommonJS build has no named ES exports.
const { YooCheckout } = createRequire(import.meta.url)(
  '@a2seven/yoo-checkout',
) as typeof import('@a2seven/yoo-checkout');

function grammy(): Bot {
  return new Bot(token, { client: { apiRoot: `${world.url}/telegram` } });
}

test('grammY: a bot polls, answers commands, contacts and taps', async () => {
  const bot = grammy();
  const seen: string[] = [];
  bot.command('start', async (ctx) => {
    seen.push(`start ${ctx.match}`);
    await ctx.reply('<b>Номер?</b>', {
      parse_mode: 'HTML',
      reply_markup: new Keyboard().requestContact('Номер').resized(),
    });
  });
  bot.on('message:contact', async (ctx) => {
    seen.push(`contact ${ctx.message.contact.phone_number}`);
    await ctx.reply('Даты?', {
      reply_markup: new InlineKeyboard().text('Да', 'yes').url('Сайт', 'https://example.ru'),
    });
  });
  bot.callbackQuery('yes', async (ctx) => {
    seen.push(`tap ${ctx.callbackQuery.data}`);
    await ctx.answerCallbackQuery({ text: 'Хорошо' });
    await ctx.editMessageText('Готово');
  });
  const running = bot.start({ allowed_updates: ['message', 'callback_query', 'my_chat_member'] });
  try {
    await until(() => bot.isInited());
    await world.say('/start ref');
    await until(async () => (await world.chat()).chat.keyboard !== null);
    await world.control('POST', `telegram/users/${anna}/taps`, { button: 'Номер' });
    await until(async () =>
      (await world.chat()).messages.some(({ text }: any) => text === 'Даты?'),
    );
    await world.control('POST', `telegram/users/${anna}/taps`, { button: 'Да' });
    await until(async () =>
      (await world.chat()).messages.some(({ text }: any) => text === 'Готово'),
    );
    assert.deepEqual(seen, ['start ref', 'contact +79161234567', 'tap yes']);
  } finally {
    await bot.stop();
    await running;
  }
});

test('grammY: uploads, albums, media edits and errors', async () => {
  const { api } = grammy();
  await world.say('/start');
  const photo = await api.sendPhoto(anna, new InputFile(png(300, 200), 'a.png'), {
    caption: 'Фото',
  });
  const album = await api.sendMediaGroup(anna, [
    InputMediaBuilder.photo(new InputFile(png(300, 200, 1), 'b.png')),
    InputMediaBuilder.photo(photo.photo.at(-1)!.file_id, { caption: 'Второе' }),
  ]);
  assert.equal(
    new Set(album.map((message) => 'media_group_id' in message && message.media_group_id)).size,
    1,
  );
  const edited = await api.editMessageMedia(
    anna,
    photo.message_id,
    InputMediaBuilder.photo(new InputFile(png(500, 500), 'c.png')),
  );
  assert.ok(edited !== true && edited.photo?.at(-1)?.width === 500);
  await api.setMyCommands([{ command: 'start', description: 'Начать' }], {
    language_code: 'ru',
    scope: { type: 'all_private_chats' },
  });
  await api.deleteMessages(
    anna,
    album.map(({ message_id: id }) => id),
  );
  await assert.rejects(
    api.sendMessage(4242, 'x'),
    (error) =>
      error instanceof GrammyError &&
      error.error_code === 400 &&
      error.description === 'Bad Request: chat not found',
  );
});

test('yoo-checkout: create, read, list, capture, refund', async () => {
  const shop = new YooCheckout({ shopId: '54401', secretKey: 'test_x' });
  // The SDK has no setting for the address, only a private field.
  (shop as unknown as { root: string }).root = `${world.url}/yookassa/v3`;
  const payment = await shop.createPayment(
    {
      amount: { value: '1500.00', currency: 'RUB' },
      capture: false,
      confirmation: { type: 'redirect', return_url: 'https://example.ru/back' },
    },
    crypto.randomUUID(),
  );
  assert.equal(payment.status, 'pending');
  await world.pay(payment.id);
  assert.equal((await shop.getPayment(payment.id)).status, 'waiting_for_capture');
  await shop.capturePayment(payment.id, { amount: payment.amount }, crypto.randomUUID());
  const refund = await shop.createRefund(
    { payment_id: payment.id, amount: payment.amount },
    crypto.randomUUID(),
  );
  assert.equal(refund.status, 'succeeded');
  assert.equal((await shop.getPaymentList({ limit: 10 })).items.length, 1);
});
