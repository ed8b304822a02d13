// The pages in a real browser: a person writes, taps, shares a number, pays; at the width of a
// phone and of a desk.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type Page } from 'playwright-core';
import { anna, blob, operatorsChat, png, until, useWorld } from './support.ts';

const world = useWorld();
const executablePath = process.env['CHROME_PATH'] ?? '/usr/bin/chromium';
let browser: Browser;

before(async () => {
  assert.ok(
    existsSync(executablePath),
    `no browser at ${executablePath}: install chromium or set CHROME_PATH`,
  );
  browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
});
after(() => browser?.close());

/** Runs with a fresh page; an error in the page's scripts fails the test. */
async function withPage(
  path: string,
  use: (page: Page) => Promise<void>,
  width = 1100,
): Promise<void> {
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  try {
    await page.goto(world.url + path);
    await use(page);
    assert.deepEqual(errors, []);
  } finally {
    await page.close();
  }
}

const lastText = async (chatId = anna) => (await world.chat(chatId)).messages.at(-1)?.text;
const keyboard = {
  inline_keyboard: [
    [
      { text: 'Машины', callback_data: 't:car' },
      { text: 'Сайт', url: 'http://127.0.0.1:1/' },
    ],
  ],
};

test('an empty chat starts with one button, then has a composer', async () => {
  await withPage('/chat?user=1001', async (page) => {
    await page.getByRole('button', { name: 'Начать' }).click();
    await until(async () => (await lastText()) === '/start');
    await page.getByLabel('Сообщение').fill('Здравствуйте');
    await page.keyboard.press('Enter');
    await page.getByTestId('message').getByText('Здравствуйте').waitFor();
    assert.equal(await lastText(), 'Здравствуйте');
  });
});

test('messages appear, change in place and vanish without a reload', async () => {
  await world.say('/start');
  await withPage('/chat?user=1001', async (page) => {
    const { message_id: id } = await world.result('sendMessage', {
      chat_id: anna,
      text: '<b>Что ищем?</b>',
      parse_mode: 'HTML',
      reply_markup: keyboard,
    });
    const bubble = page.locator(`[data-testid=message][data-message-id="${id}"]`);
    await bubble.getByText('Что ищем?').waitFor();
    assert.equal(await bubble.locator('strong').innerText(), 'Что ищем?');
    await world.result('editMessageText', { chat_id: anna, message_id: id, text: 'Выбрано' });
    await bubble.getByText('Выбрано').waitFor();
    assert.equal(await bubble.getByTestId('inline-button').count(), 0);
    await world.result('deleteMessage', { chat_id: anna, message_id: id });
    await bubble.waitFor({ state: 'detached' });
  });
});

test('a tap waits for its answer, shown as a toast or an alert; links open beside', async () => {
  await world.say('/start');
  await world.result('sendMessage', { chat_id: anna, text: '?', reply_markup: keyboard });
  await withPage('/chat?user=1001', async (page) => {
    const button = page.getByRole('button', { name: 'Машины' });
    const answerTap = async (fields: object) => {
      await button.click();
      await until(
        async () =>
          (await world.bot('getUpdates')).body.result.at(-1)?.callback_query !== undefined,
      );
      assert.equal(await button.getAttribute('aria-busy'), 'true');
      const { callback_query: query, update_id: updateId } = (
        await world.bot('getUpdates')
      ).body.result.at(-1);
      await world.result('answerCallbackQuery', { callback_query_id: query.id, ...fields });
      await world.bot('getUpdates', { offset: updateId + 1 });
    };
    await answerTap({ text: 'Обновлено' });
    await page.getByTestId('toast').getByText('Обновлено').waitFor();
    await answerTap({ text: 'Даты заняты', show_alert: true });
    await page.getByRole('dialog').getByText('Даты заняты').waitFor();
    await page.getByRole('button', { name: 'ОК' }).click();
    assert.equal(await button.getAttribute('aria-busy'), 'false');
    const link = page.getByRole('link', { name: 'Сайт' });
    assert.deepEqual(
      [await link.getAttribute('target'), await link.getAttribute('href')],
      ['_blank', 'http://127.0.0.1:1/'],
    );
  });
});

test('the contact button asks first and then shares the number', async () => {
  await world.say('/start');
  await world.result('sendMessage', {
    chat_id: anna,
    text: 'Номер?',
    reply_markup: {
      keyboard: [[{ text: 'Поделиться номером', request_contact: true }], [{ text: 'Позже' }]],
    },
  });
  await withPage(
    '/chat?user=1001',
    async (page) => {
      await page.getByRole('button', { name: 'Поделиться номером' }).click();
      await page.getByTestId('share-contact-confirm').click();
      await page.getByTestId('message').getByText('+79161234567').waitFor();
      await page.getByRole('button', { name: 'Позже' }).click();
      await until(async () => (await lastText()) === 'Позже');
    },
    390,
  );
});

test('albums stand in a grid, a photo opens in full', async () => {
  await world.say('/start');
  const form = new FormData();
  form.set('chat_id', String(anna));
  form.set(
    'media',
    JSON.stringify([
      { type: 'photo', media: 'attach://a', caption: 'Салон' },
      { type: 'photo', media: 'attach://b' },
    ]),
  );
  for (const name of ['a', 'b'])
    form.set(name, blob(png(300, 200, name.charCodeAt(0))), `${name}.png`);
  await world.bot('sendMediaGroup', form);
  await withPage('/chat?user=1001', async (page) => {
    const album = page.getByTestId('album');
    await album.getByText('Салон').waitFor();
    assert.equal(await album.getByTestId('message').count(), 2);
    await until(() =>
      album
        .locator('img')
        .first()
        .evaluate((image) => (image as HTMLImageElement).naturalWidth === 300),
    );
    await album.getByRole('button', { name: 'Фото' }).first().click();
    await page.getByRole('dialog', { name: 'Фото' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });
});

test('the page speaks English to an English person and follows typing', async () => {
  await world.say('/start', 1002);
  await withPage('/chat?user=1002', async (page) => {
    await page.getByLabel('Message', { exact: true }).waitFor();
    await world.result('sendChatAction', { chat_id: 1002, action: 'typing' });
    await page.getByTestId('chat-status').getByText('typing').waitFor();
    await world.result('sendMessage', { chat_id: 1002, text: 'Hello' });
    await page.getByTestId('chat-status').getByText('bot').waitFor();
  });
});

test('operators see their group, write there and see who wrote', async () => {
  await world.result('sendMessage', { chat_id: operatorsChat, text: 'Новая бронь' });
  await world.control('POST', 'telegram/users/2002/messages', {
    text: 'Вижу',
    chat_id: operatorsChat,
  });
  await withPage('/operators', async (page) => {
    await page.getByRole('heading', { name: 'Прокат: операторы' }).waitFor();
    await page.locator('.sender', { hasText: 'Павел Егоров' }).waitFor();
    await page.getByTestId('composer').fill('Беру');
    await page.getByTestId('send').click();
    await until(async () => (await lastText(operatorsChat)) === 'Беру');
  });
});

test('blocking stops the chat until unblocked', async () => {
  await world.say('/start');
  await withPage('/chat?user=1001', async (page) => {
    await page.getByLabel('Действия').click();
    await page.getByTestId('block').click();
    await page.getByTestId('unblock').waitFor();
    assert.equal((await world.bot('sendMessage', { chat_id: anna, text: 'x' })).status, 403);
    await page.getByTestId('unblock').click();
    await page.getByTestId('composer').waitFor();
  });
});

test('a new person is made and gets an own chat', async () => {
  await withPage('/chat?user=1001', async (page) => {
    await page.getByTestId('new-person').click();
    await page.getByLabel('Имя').fill('Тимур');
    await page.getByRole('button', { name: 'Создать' }).click();
    await page.waitForURL(/user=5\d{3}/);
    await page.getByRole('link', { name: /Тимур/ }).waitFor();
  });
});

test('nothing sticks out sideways at 390 pixels, calendars included', async () => {
  await world.say('/start');
  const week = Array.from({ length: 7 }, (_, day) => ({
    text: String(day + 20),
    callback_data: `d:${day}`,
  }));
  await world.result('sendMessage', {
    chat_id: anna,
    text: 'Когда?',
    reply_markup: { inline_keyboard: Array.from({ length: 6 }, () => week) },
  });
  await withPage(
    '/chat?user=1001',
    async (page) => {
      await page.getByText('Когда?').waitFor();
      const widths = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.querySelector('.scroll')!.scrollWidth,
      ]);
      assert.ok(
        widths.every((width) => width <= 390),
        String(widths),
      );
      const day = await page.getByRole('button', { name: '26' }).first().boundingBox();
      assert.ok(day !== null && day.width >= 44 && day.x + day.width <= 390);
    },
    390,
  );
});

test('paying by card leads to success and back to the chat', async () => {
  const payment = await world.payment();
  await world.bot('getMe');
  await withPage(
    `/yookassa/pay/${payment.id}`,
    async (page) => {
      await page.getByTestId('amount').getByText('1 500').waitFor();
      await page.getByRole('button', { name: /Оплатить/ }).click();
      await page.getByText('Оплата прошла').waitFor();
      assert.equal((await world.shop('GET', `/payments/${payment.id}`)).body.status, 'succeeded');
      await page.getByRole('link', { name: 'Вернуться в чат' }).click();
      await page.waitForURL(/\/chat/);
    },
    390,
  );
});

test('SBP pays too, a refusing card and the decline button cancel', async () => {
  const status = async (id: string) => {
    const { body } = await world.shop('GET', `/payments/${id}`);
    return [body.status, body.payment_method?.type, body.cancellation_details?.reason];
  };
  const bySbp = await world.payment();
  await withPage(`/yookassa/pay/${bySbp.id}`, async (page) => {
    await page.getByText('СБП').click();
    await page.getByTestId('pay').click();
    await page.getByText('Оплата прошла').waitFor();
  });
  assert.deepEqual(await status(bySbp.id), ['succeeded', 'sbp', undefined]);
  const refused = await world.payment();
  await withPage(`/yookassa/pay/${refused.id}`, async (page) => {
    await page.getByLabel('Номер карты').fill('5555 5555 5555 4600');
    await page.getByTestId('pay').click();
    await page.getByText('Платёж не прошёл').waitFor();
  });
  assert.deepEqual(await status(refused.id), ['canceled', 'bank_card', 'insufficient_funds']);
  const declined = await world.payment();
  await withPage(`/yookassa/pay/${declined.id}`, async (page) => {
    await page.getByRole('button', { name: 'Отказаться' }).click();
    await page.getByText('Платёж не прошёл').waitFor();
  });
  assert.deepEqual(await status(declined.id), ['canceled', 'bank_card', 'general_decline']);
});

test('a hold offers no SBP, and a web shop is returned to by itself', async () => {
  const payment = await world.payment({
    capture: false,
    confirmation: { type: 'redirect', return_url: `${world.url}/healthz`, locale: 'en_US' },
  });
  await withPage(`/yookassa/pay/${payment.id}`, async (page) => {
    assert.equal(await page.getByText('SBP').count(), 0);
    await page.getByRole('button', { name: /^Pay/ }).click();
    await page.getByText('The amount is held on the card').waitFor();
    await page.waitForURL(/healthz/, { timeout: 8000 });
  });
});

test('the index leads to every person and address', async () => {
  await withPage('/', async (page) => {
    await page.getByRole('link', { name: /Анна Смирнова/ }).waitFor();
    await page.getByRole('link', { name: /Ольга Орлова/ }).waitFor();
    await page.getByText(`${world.url}/yookassa/v3`).waitFor();
  });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the pages have names, roles and contrast (${colorScheme})`, async () => {
    await world.say('/start');
    await world.result('sendMessage', {
      chat_id: anna,
      text: 'Цена: <code>1 500</code>',
      parse_mode: 'HTML',
      reply_markup: keyboard,
    });
    const { id } = await world.payment();
    const context = await browser.newContext({
      colorScheme,
      reducedMotion: 'reduce',
      viewport: { width: 1100, height: 800 },
    });
    const page = await context.newPage();
    for (const path of ['/', '/chat?user=1001', '/operators', `/yookassa/pay/${id}`]) {
      await page.goto(world.url + path);
      await page.getByRole('main').waitFor();
      await page.waitForLoadState('networkidle', { timeout: 1000 }).catch(() => {});
      const { violations } = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(
        violations.map((one) => [path, one.id, one.nodes.map((node) => node.html.slice(0, 120))]),
        [],
      );
    }
    await context.close();
  });
}
