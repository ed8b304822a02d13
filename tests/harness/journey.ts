// A customer's way through the bot as hands and eyes: what is tapped, what is read. Used whole by the main journey and in parts by the others.
import assert from 'node:assert/strict';
import { buttonsOf, operatorsChatId, textOf, type ChatMessage, type Person } from './sandbox.ts';
import { until } from './process.ts';
import type { World } from './world.ts';

export interface Waiting {
  code: string;
  card: ChatMessage;
  paymentId: string;
  payUrl: string;
}

export class Journey {
  constructor(readonly world: World, readonly person: Person) {}

  private sees(what: string, pattern: RegExp): Promise<ChatMessage> {
    return this.person.sees(what, pattern);
  }

  async begin(): Promise<void> {
    await this.person.say('/start');
    await this.person.taps(/Русский/);
    await this.sees('the menu', /Что возьмём в прокат/);
  }

  async chooseType(type: RegExp, city: RegExp): Promise<void> {
    await this.person.taps(type);
    await this.sees('the places', /Где будете забирать/);
    await this.person.taps(city);
    await this.sees('the calendar', /С какого числа/);
  }

  /** The first free day at or after `from` of the month after next: the demo's own bookings end before it. */
  async chooseDays(length: number, from = 1): Promise<void> {
    await this.nextMonth();
    await this.nextMonth();
    const start = await this.tapDay(/С какого числа/, (day) => day >= from);
    await this.sees('the calendar of the end', /До какого числа|По какое число/);
    await this.tapDay(/До какого числа|По какое число/, (day) => day === start + length);
  }

  private async nextMonth(): Promise<void> {
    const month = async (): Promise<string> => buttonsOf(await this.person.sees('the calendar', /С какого числа/))[1]!.text;
    const before = await month();
    await this.person.taps(/^▶$/);
    await until('the next month', async () => (await month()) !== before);
  }

  private async tapDay(screen: RegExp, fits: (day: number) => boolean): Promise<number> {
    const sandbox = this.world.sandbox;
    return until(`a free day on ${screen}`, async () => {
      const message = await this.person.sees('the calendar', screen, 1000);
      const button = buttonsOf(message).find(({ text, callback_data: data }) => /^\d+$/.test(text) && /day:/.test(data ?? '') && fits(Number(text)));
      if (!button) return false;
      await sandbox.control('POST', `/telegram/users/${this.person.id}/taps`, { message_id: message.message_id, data: button.callback_data });
      return Number(button.text);
    });
  }

  async chooseObject(name: RegExp): Promise<ChatMessage> {
    await this.sees('the list', /Свобод/);
    await this.person.taps(name);
    return this.sees('the object with its price', /Итого/);
  }

  async agreeAndShareContact(): Promise<void> {
    await this.sees('the consent', /Согласие на обработку персональных данных/);
    await this.person.taps(/Согласен$/);
    await this.sees('the question for the phone', /номер телефона/);
    await this.person.shareContact();
  }

  /** From the object's card to the status card that waits for payment. */
  async confirm(firstTime: boolean): Promise<Waiting> {
    await this.person.taps(/Забронировать за/);
    await this.sees('the confirmation', /Проверьте бронь/);
    await this.person.taps(/Подтверждаю/);
    if (firstTime) {
      await this.agreeAndShareContact();
      await this.sees('the confirmation again', /Проверьте бронь/);
      await this.person.taps(/Подтверждаю/);
    }
    const card = await this.world.sandbox.message(this.person.chatId, 'the card with a pay link',
      (message) => /ждёт оплаты/.test(textOf(message)) && buttonsOf(message).some(({ url }) => url !== undefined));
    const code = /PR-[0-9A-Z]{7}/.exec(textOf(card))?.[0];
    assert.ok(code, textOf(card));
    const payUrl = buttonsOf(card).find(({ url }) => url !== undefined)!.url!;
    return { code, card, payUrl, paymentId: payUrl.split('/').pop()!.split('?')[0]! };
  }

  /** All of it for a new customer: a cottage or car for some days in one city. */
  async bookToPayment(options: { type?: RegExp; city?: RegExp; name?: RegExp; days?: number; from?: number } = {}): Promise<Waiting> {
    await this.begin();
    await this.chooseType(options.type ?? /Автомобили/, options.city ?? /Казань/);
    await this.chooseDays(options.days ?? 2, options.from);
    await this.chooseObject(options.name ?? /Toyota Camry|Haval Jolion|Hyundai Solaris|Lada Vesta/);
    return this.confirm(true);
  }

  pay(waiting: Waiting): Promise<unknown> {
    return this.world.sandbox.control('POST', `/yookassa/payments/${waiting.paymentId}/pay`, {});
  }

  async sentTimes(pattern: RegExp): Promise<number> {
    const messages = await this.world.sandbox.messages(this.person.chatId);
    return messages.filter((message) => message.from.is_bot && pattern.test(textOf(message))).length;
  }

  operatorsSee(what: string, pattern: RegExp): Promise<ChatMessage> {
    return this.world.sandbox.message(operatorsChatId, what, (message) => pattern.test(textOf(message)));
  }
}

export interface BookingRow {
  id: string;
  status: string;
  cancel_reason: string | null;
  amount_minor: string;
  paid_minor: string;
  version: number;
}

export function bookingRow(world: World, code: string): Promise<BookingRow> {
  return world.database.one<BookingRow>('SELECT id, status, cancel_reason, amount_minor, paid_minor, version FROM bookings WHERE code = $1', [code]);
}

export function becomes(world: World, code: string, status: string, limitMs = 20_000): Promise<BookingRow> {
  return until(`booking ${code} to be ${status}`, async () => {
    const row = await bookingRow(world, code);
    if (row.status !== status) throw new Error(`it is ${row.status}`);
    return row;
  }, limitMs);
}
