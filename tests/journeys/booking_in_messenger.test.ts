// F1: the spec's chapter 3.1, «Бронирование через мессенджер», its twelve steps in its own words, over real HTTP, PostgreSQL and Redis.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { dropTemplates } from '../harness/database.ts';
import { becomes, bookingRow, Journey, type Waiting } from '../harness/journey.ts';
import { buttonsOf, textOf, type ChatMessage } from '../harness/sandbox.ts';
import { World, type Shape } from '../harness/world.ts';

for (const shape of ['whole', 'split'] as Shape[]) {
  const where = shape === 'whole' ? 'in one process' : 'split: booking and bot twice, the rest apart';
  describe(`F1, Бронирование через мессенджер (${where})`, () => {
    let world: World;
    let journey: Journey;
    let waiting: Waiting;
    let object: ChatMessage;
    let broken = false;

    // A step stands on the one before: after a failure the rest would only wait.
    function step(name: string, work: () => Promise<void>): void {
      test(name, async () => {
        assert.ok(!broken, 'an earlier step failed');
        broken = true;
        await work();
        broken = false;
      });
    }

    before(async () => {
      world = await World.start({ shape });
      journey = new Journey(world, world.sandbox.person(1001));
    });
    after(async () => {
      await world.stop();
    });

    step('1. Пользователь выбирает объект в боте → запрос в API Gateway', async () => {
      await journey.begin();
      await journey.chooseType(/Автомобили/, /Казань/);
    });

    step('2. API Gateway → objects-service (проверка доступности)', async () => {
      await journey.chooseDays(2);
    });

    step('3. objects-service → PostgreSQL (запрос по дате/типу)', async () => {
      const list = await journey.person.sees('the list', /Свобод/);
      const offered = buttonsOf(list).filter(({ callback_data: data }) => /object:/.test(data ?? ''));
      assert.ok(offered.length > 0, 'nothing is offered');
      for (const { text } of offered) assert.match(text, /₽/, 'an offer without a price');
    });

    step('4. PostgreSQL → objects-service (ответ с данными)', async () => {
      object = await journey.chooseObject(/Toyota Camry|Haval Jolion|Hyundai Solaris|Lada Vesta/);
      assert.match(textOf(object), /Залог/);
      assert.match(textOf(object), /за сутки/, 'the price names its rule');
      assert.ok(object.photo, 'the card has a photo');
    });

    step('5. objects-service → booking-service (создание брони)', async () => {
      waiting = await journey.confirm(true);
      const consents = await world.database.rows(`SELECT c.kind, c.channel FROM consents c JOIN orders o ON o.customer_id = c.customer_id
        JOIN bookings b ON b.order_id = o.id WHERE b.code = $1`, [waiting.code]);
      assert.deepEqual(consents, [{ kind: 'personal_data', channel: 'telegram' }]);
    });

    step('6. booking-service → PostgreSQL (запись в bookings)', async () => {
      const booking = await bookingRow(world, waiting.code);
      assert.equal(booking.status, 'awaiting_payment');
      const lines = await world.database.one<{ sum: string }>('SELECT sum(amount_minor) FROM booking_lines WHERE booking_id = $1', [booking.id]);
      assert.equal(lines.sum, booking.amount_minor);
      const audit = await world.database.one('SELECT action, channel FROM audit_log WHERE row_id = $1', [booking.id]);
      assert.deepEqual(audit, { action: 'insert', channel: 'telegram' });
    });

    step('7. booking-service → payments-service (инициализация платежа)', async () => {
      const payment = await world.database.one(`SELECT p.status, p.amount_minor = b.amount_minor AS same FROM payments p
        JOIN bookings b ON b.id = p.booking_id WHERE b.code = $1`, [waiting.code]);
      assert.deepEqual(payment, { status: 'pending', same: true });
    });

    step('8. payments-service → платёжная система (редирект пользователя)', async () => {
      const page = await fetch(waiting.payUrl);
      assert.equal(page.status, 200);
      assert.match(await page.text(), new RegExp(waiting.code));
    });

    step('9. Платёжная система → payments-service (веб‑хук об оплате)', async () => {
      await journey.pay(waiting);
    });

    step('10. payments-service → booking-service (обновление статуса)', async () => {
      const booking = await becomes(world, waiting.code, 'paid');
      assert.equal(booking.paid_minor, booking.amount_minor);
    });

    step('11. booking-service → notifications-service (уведомление)', async () => {
      await journey.operatorsSee('the new booking', new RegExp(`Новая бронь ${waiting.code}`));
      await journey.operatorsSee('the payment', new RegExp(`Оплачена ${waiting.code}`));
    });

    step('12. notifications-service → Telegram (сообщение пользователю)', async () => {
      await journey.person.sees('the payment message', new RegExp(`Оплата получена.*${waiting.code}`));
      const card = await world.sandbox.message(journey.person.chatId, 'the changed card', (message) => message.message_id === waiting.card.message_id
        && /оплачена/.test(textOf(message)));
      assert.ok(!buttonsOf(card).some(({ text }) => /Оплатить/.test(text)), 'a paid card still asks for money');
      assert.equal(await journey.sentTimes(/Оплата получена/), 1);
    });

    step('ничего не потеряно и не сделано дважды', async () => {
      const money = await world.database.rows(`SELECT account, sum(l.amount_minor) = b.amount_minor AS whole FROM ledger_entries l
        JOIN bookings b ON b.id = l.booking_id WHERE b.code = $1 GROUP BY account, b.amount_minor ORDER BY account`, [waiting.code]);
      assert.deepEqual(money, [{ account: 'charge', whole: true }, { account: 'payment', whole: true }]);
      assert.equal((await world.sandbox.payments()).length, 1);
      world.assertHealthy();
    });
  });
}

after(dropTemplates);
