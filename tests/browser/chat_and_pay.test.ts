// F1 in a browser: the chat page and the pay page as a customer and an operator see them, in Debian's Chromium.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { dropTemplates } from '../harness/database.ts';
import { becomes } from '../harness/journey.ts';
import { World } from '../harness/world.ts';

const shots = process.env['PROKAT_TEST_SCREENSHOTS'];
const executablePath = process.env['CHROME_PATH'] ?? '/usr/bin/chromium';

describe('F1 in the browser', () => {
  let world: World;
  let browser: Browser;
  let page: Page;
  let operators: Page;
  let code: string;

  before(async () => {
    assert.ok(existsSync(executablePath), `${executablePath} is missing: ./test installs it`);
    world = await World.start();
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
    page = await browser.newPage({ viewport: { width: 460, height: 900 }, locale: 'ru-RU' });
    operators = await browser.newPage({ viewport: { width: 460, height: 900 }, locale: 'ru-RU' });
    await operators.goto(`${world.sandbox.url}/operators`);
    await page.goto(`${world.sandbox.url}/chat?user=1001`);
  });
  after(async () => {
    await browser.close();
    await world.stop();
    await dropTemplates();
  });

  async function shot(on: Page, name: string): Promise<void> {
    if (!shots) return;
    await mkdir(shots, { recursive: true });
    await on.screenshot({ path: join(shots, `${name}.png`) });
  }

  const bubble = (text: RegExp): Locator => page.getByTestId('message').filter({ hasText: text }).last();
  const press = async (name: RegExp): Promise<void> => {
    await page.getByRole('button', { name }).last().click();
  };

  test('1–4: выбирает объект в боте и видит свободное с ценой и фото', async () => {
    await press(/Начать/);
    await press(/Русский/);
    await bubble(/Что возьмём в прокат/).waitFor();
    await shot(page, 'chat-menu');
    await press(/Автомобили/);
    await press(/Казань/);
    await bubble(/С какого числа/).waitFor();
    await shot(page, 'chat-calendar');
    await press(/^▶$/);
    await page.waitForTimeout(500);
    await pressDay(1);
    await bubble(/До какого числа/).waitFor();
    await pressDay(4);
    await bubble(/Свобод/).waitFor();
    await shot(page, 'chat-list');
    await press(/₽/);
    const card = bubble(/Итого/);
    await card.waitFor();
    await card.locator('img').first().waitFor();
    await page.waitForTimeout(500);
    await shot(page, 'chat-object');
  });

  async function pressDay(nth: number): Promise<void> {
    const days = page.getByTestId('message').last().getByRole('button', { name: /^\d+$/ });
    await days.nth(nth).click();
  }

  test('5–8: подтверждает, соглашается, даёт телефон, получает ссылку на оплату', async () => {
    await press(/Забронировать за/);
    await bubble(/Проверьте бронь/).waitFor();
    await press(/Подтверждаю/);
    await bubble(/Согласие на обработку/).waitFor();
    await press(/^✅ Согласен$/);
    await bubble(/номер телефона/).waitFor();
    await press(/Отправить номер/);
    await page.getByTestId('share-contact-confirm').click();
    await bubble(/Проверьте бронь/).waitFor();
    await press(/Подтверждаю/);
    const card = bubble(/ждёт оплаты/);
    await card.waitFor();
    code = /PR-[0-9A-Z]{7}/.exec((await card.textContent())!)![0];
    await shot(page, 'chat-awaiting-payment');
  });

  test('9–12: платит на странице оплаты; чат, операторы и база это показывают', async () => {
    const link = bubble(/ждёт оплаты/).getByRole('link', { name: /Оплатить/ }).or(bubble(/ждёт оплаты/).getByRole('button', { name: /Оплатить/ }));
    const [pay] = await Promise.all([page.context().waitForEvent('page'), link.first().click()]);
    await pay.waitForLoadState();
    await shot(pay, 'pay-page');
    await pay.getByRole('button', { name: /Оплатить/ }).first().click();
    await becomes(world, code, 'paid');
    await bubble(/Оплата получена/).waitFor();
    await page.getByTestId('message').filter({ hasText: new RegExp(`${code} оплачена`) }).waitFor();
    await shot(page, 'chat-paid');
    await operators.getByTestId('message').filter({ hasText: `Новая бронь ${code}` }).waitFor();
    await operators.getByTestId('message').filter({ hasText: `Оплачена ${code}` }).waitFor();
    await shot(operators, 'operators');
  });

  test('my bookings, and cancelling one', async () => {
    await page.getByTestId('composer').fill('/bookings');
    await page.getByTestId('composer').press('Enter');
    await bubble(/Мои брони/).waitFor();
    await shot(page, 'chat-my-bookings');
    await press(new RegExp(code));
    await bubble(new RegExp(`${code} оплачена`)).waitFor();
    await press(/Отменить бронь/);
    await bubble(new RegExp(`Отменить бронь ${code}`)).waitFor();
    await press(/Да, отменить/);
    await becomes(world, code, 'cancelled');
    await page.getByTestId('message').filter({ hasText: new RegExp(`${code} отменена`) }).first().waitFor();
    await operators.getByTestId('message').filter({ hasText: `Отменена ${code}` }).waitFor();
  });
});
