// What happens to money when things break: the process dies between payment and message, the webhook never comes, it comes three times, the provider is away.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { dropTemplates } from '../harness/database.ts';
import { becomes, bookingRow, Journey, type Waiting } from '../harness/journey.ts';
import { until } from '../harness/process.ts';
import { buttonsOf, textOf } from '../harness/sandbox.ts';
import { World } from '../harness/world.ts';

describe('A payment survives', () => {
  let world: World;
  let person = 9000;
  let journey: Journey;

  before(async () => {
    world = await World.start();
  });
  after(async () => {
    await world.stop();
    await dropTemplates();
  });
  beforeEach(async () => {
    await world.sandbox.noFaults();
    const { id } = await world.sandbox.control<{ id: number }>('POST', '/telegram/users', { first_name: `Клиент ${person++}`, language_code: 'ru' });
    journey = new Journey(world, world.sandbox.person(id));
  });

  async function paidOnce(waiting: Waiting): Promise<void> {
    const booking = await becomes(world, waiting.code, 'paid', 30_000);
    assert.equal(booking.paid_minor, booking.amount_minor);
    const entries = await world.database.one<{ n: string }>(`SELECT count(*) AS n FROM ledger_entries WHERE booking_id = $1 AND account = 'payment'`, [booking.id]);
    assert.equal(entries.n, '1', 'the money is in the ledger once');
  }

  test('killed with -9 between payment and message: after the restart paid once, told once', async () => {
    const waiting = await journey.bookToPayment({ from: 2 });
    // Telegram is away, so the message cannot leave before the kill; the payment is applied all the same.
    await world.sandbox.faults({ telegram: { mode: 'outage' } });
    await journey.pay(waiting);
    await becomes(world, waiting.code, 'paid');
    await world.killAll();
    await world.sandbox.noFaults();
    assert.equal(await journey.sentTimes(/Оплата получена/), 0);
    await world.startAgain();
    await journey.person.sees('the payment message', /Оплата получена/, 90_000);
    await paidOnce(waiting);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    assert.equal(await journey.sentTimes(/Оплата получена/), 1);
  });

  test('killed with -9 between the webhook and its processing: nothing is lost', async () => {
    const waiting = await journey.bookToPayment({ from: 8 });
    // YooKassa takes the money but does not answer questions, so the webhook lies in the inbox when the process dies.
    await world.sandbox.faults({ yookassa: { api: '500_before', methods: ['GET /payments/{id}'] } });
    await journey.pay(waiting);
    await until('the webhook in the inbox', async () => (await world.database.count(`inbox WHERE source = 'yookassa' AND state = 'pending'`)) > 0);
    await world.killAll();
    await world.sandbox.noFaults();
    await world.startAgain();
    await paidOnce(waiting);
    await journey.person.sees('the payment message', /Оплата получена/, 60_000);
    assert.equal(await journey.sentTimes(/Оплата получена/), 1);
  });

  test('a webhook that never comes: the payment is found by polling before the hold expires', async () => {
    await world.sandbox.faults({ yookassa: { webhooks: 'never' } });
    const waiting = await journey.bookToPayment({ from: 14 });
    await journey.pay(waiting);
    assert.equal((await bookingRow(world, waiting.code)).status, 'awaiting_payment');
    await world.moveClock(120); // two minutes of business time: polling is due, the hold lasts an hour
    await paidOnce(waiting);
    await world.moveClock(0);
  });

  test('neither webhook nor poll: the provider is asked once more before the hold expires', async () => {
    await world.sandbox.faults({ yookassa: { webhooks: 'never' } });
    const waiting = await journey.bookToPayment({ from: 18 });
    await world.database.rows(`UPDATE payments SET next_poll_at = next_poll_at + interval '10 years' WHERE status = 'pending'`);
    await journey.pay(waiting);
    await world.moveClock(61 * 60);
    await paidOnce(waiting);
    await world.moveClock(0);
  });

  test('a webhook that comes three times pays once', async () => {
    await world.sandbox.faults({ yookassa: { webhooks: 'duplicate:3' } });
    const waiting = await journey.bookToPayment({ from: 21, type: /Коттеджи/, name: /₽/ });
    await journey.pay(waiting);
    await paidOnce(waiting);
    await until('all three webhooks', async () => {
      const { items } = await world.sandbox.control<{ items: { attempts: unknown[] }[] }>('GET', `/yookassa/deliveries?object_id=${waiting.paymentId}`);
      return items.reduce((sum, { attempts }) => sum + attempts.length, 0) >= 3;
    });
    await journey.person.sees('the payment message', /Оплата получена/);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.equal(await journey.sentTimes(/Оплата получена/), 1);
  });

  test('the provider takes effect but its answer is lost: the card offers the payment again and there is one', async () => {
    await world.sandbox.faults({ yookassa: { api: '500_after_effect', methods: ['POST /payments'], times: 1 } });
    await journey.begin();
    await journey.chooseType(/Коттеджи/, /Иркутск/);
    await journey.chooseDays(2, 3);
    await journey.chooseObject(/₽/);
    await journey.person.taps(/Забронировать за/);
    await journey.person.taps(/Подтверждаю/);
    await journey.agreeAndShareContact();
    await journey.person.taps(/Подтверждаю/);
    const card = await journey.person.sees('the card', /ждёт оплаты/);
    const code = /PR-[0-9A-Z]{7}/.exec(textOf(card))![0];
    await journey.person.taps(/Оплатить/);
    const linked = await world.sandbox.message(journey.person.chatId, 'a pay link', (message) => buttonsOf(message).some(({ url }) => url !== undefined));
    assert.match(textOf(linked), new RegExp(code));
    const payments = await world.database.rows('SELECT p.id FROM payments p JOIN bookings b ON b.id = p.booking_id WHERE b.code = $1', [code]);
    assert.equal(payments.length, 1, 'one payment, however often it was asked for');
  });

  test('a customer who blocked the bot is not hammered, and is told again after coming back', async () => {
    const waiting = await journey.bookToPayment({ from: 23, type: /Автодома/, name: /₽/, days: 3 });
    const { id } = journey.person;
    const unreachable = async (): Promise<boolean> => (await world.database.one<{ gone: boolean }>(
      'SELECT unreachable_at IS NOT NULL AS gone FROM chats WHERE chat_id = $1', [String(id)])).gone;
    await world.sandbox.control('POST', `/telegram/users/${id}/block`, {});
    await journey.pay(waiting);
    await paidOnce(waiting);
    await until('the chat to be marked', async () => await unreachable());
    await world.sandbox.control('POST', `/telegram/users/${id}/unblock`, {});
    await journey.person.say('/bookings');
    await journey.person.sees('the bookings', /Мои брони/);
    await until('the mark to go', async () => !(await unreachable()));
    await journey.person.taps(new RegExp(waiting.code));
    await journey.person.sees('the card as it is now', new RegExp(`${waiting.code} оплачена`));
  });

  test('a hold that is not paid expires: dates free, customer told', async () => {
    const waiting = await journey.bookToPayment({ from: 24, type: /Коттеджи/, name: /₽/ });
    await world.moveClock(61 * 60);
    const booking = await becomes(world, waiting.code, 'cancelled', 30_000);
    assert.equal(booking.cancel_reason, 'expired');
    await journey.person.sees('the news', /не оплачена вовремя/, 30_000);
    await world.sandbox.message(journey.person.chatId, 'the card', (message) => message.message_id === waiting.card.message_id && /отменена/.test(textOf(message)));
    await world.moveClock(0);
  });

  test('money after the hold expired: the booking is revived while its dates are free', async () => {
    const waiting = await journey.bookToPayment({ from: 26, type: /Автодома/, name: /₽/ });
    await world.moveClock(61 * 60);
    await becomes(world, waiting.code, 'cancelled', 30_000);
    await journey.pay(waiting);
    await paidOnce(waiting);
    await world.moveClock(0);
  });
});
