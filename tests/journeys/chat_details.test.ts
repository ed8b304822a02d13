// What makes the chat pleasant and what keeps it going: photos that cannot be sent, albums on demand, English, Back, an outage of the messenger.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { dropTemplates } from '../harness/database.ts';
import { becomes, Journey } from '../harness/journey.ts';
import { until } from '../harness/process.ts';
import { buttonsOf, textOf } from '../harness/sandbox.ts';
import { World } from '../harness/world.ts';

describe('The chat', () => {
  let world: World;
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
    const { id } = await world.sandbox.control<{ id: number }>('POST', '/telegram/users', { first_name: 'Вера', language_code: 'ru' });
    journey = new Journey(world, world.sandbox.person(id));
  });

  async function toCottage(): Promise<void> {
    await journey.begin();
    await journey.chooseType(/Коттеджи/, /Иркутск/);
    await journey.chooseDays(2, 5);
  }

  test('an album comes on demand and goes with the next screen; a picture is uploaded once', async () => {
    await toCottage();
    const card = await journey.chooseObject(/Шале/);
    assert.ok(card.photo);
    await journey.person.taps(/Все фото/);
    const album = await until('the album', async () => {
      const messages = (await world.sandbox.messages(journey.person.chatId)).filter(({ media_group_id: group }) => group !== undefined);
      return messages.length === 3 && messages;
    });
    assert.equal(album.length, 3);
    await until('the card below the album', async () => {
      const card = await journey.person.sees('the card', /Итого/);
      return !buttonsOf(card).some(({ text }) => /Все фото/.test(text));
    });
    await journey.person.taps(/К списку/);
    await journey.person.sees('the list', /Свобод/);
    await until('the album to go', async () => (await world.sandbox.messages(journey.person.chatId)).every(({ media_group_id: group }) => group === undefined));
    const files = await world.database.count('channel_files');
    assert.equal(files, 3);
  });

  test('a photo that cannot be sent leaves the card as text', async () => {
    await toCottage();
    await world.sandbox.faults({ telegram: { mode: 'photo_fail' } });
    const card = await journey.chooseObject(/Шале/);
    assert.equal(card.photo, undefined);
    assert.match(textOf(card), /Шале «Листвянка»/);
    assert.ok(buttonsOf(card).some(({ text }) => /Забронировать/.test(text)));
  });

  test('an outage of the messenger delays the news and loses none', async () => {
    const waiting = await journey.bookToPayment({ type: /Автодома/, name: /₽/, days: 3, from: 9 });
    await world.sandbox.faults({ telegram: { mode: 'outage' } });
    await journey.pay(waiting);
    await becomes(world, waiting.code, 'paid');
    await until('a postponed message', async () => (await world.database.count(`messages WHERE state = 'pending' AND last_error IS NOT NULL`)) > 0);
    await world.sandbox.noFaults();
    await journey.person.sees('the payment message', /Оплата получена/, 60_000);
    assert.equal(await journey.sentTimes(/Оплата получена/), 1);
  });

  test('speaks English to whoever wants it, and Back leads back', async () => {
    await journey.person.say('/start');
    await journey.person.taps(/Русский/);
    await journey.person.sees('the Russian menu', /Что возьмём в прокат/);
    await journey.person.taps(/English/);
    await journey.person.sees('the menu', /What would you like to rent/);
    await journey.person.taps(/Cars/);
    await journey.person.sees('the places', /Where will you pick it up/);
    await journey.person.taps(/Kazan/);
    await journey.person.sees('the calendar', /From which day/);
    await journey.person.taps(/Back/);
    await journey.person.sees('the places again', /Where will you pick it up/);
    await journey.person.taps(/Back/);
    await journey.person.sees('the menu again', /What would you like to rent/);
  });

  test('a text that is no command is answered usefully', async () => {
    await journey.begin();
    await journey.person.say('Листвянка');
    const found = await journey.person.sees('what was found', /По запросу «Листвянка»/);
    assert.ok(buttonsOf(found).some(({ text }) => /Шале/.test(text)));
    await journey.person.say('ыыы');
    await journey.person.sees('help', /Я понимаю кнопки/);
  });
});
