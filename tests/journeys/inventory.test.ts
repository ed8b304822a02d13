// A small business built over the API from nothing, and booked: what an owner does on the first evening.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { dropTemplates } from '../harness/database.ts';
import { World, type Answer } from '../harness/world.ts';

describe('A business from nothing', () => {
  let world: World;

  before(async () => {
    world = await World.start({ content: 'empty' });
  });
  after(async () => {
    await world.stop();
    await dropTemplates();
  });

  let keys = 0;

  async function made(path: string, body: unknown): Promise<Answer['body']> {
    const answer = await world.api('POST', path, body, { 'idempotency-key': `business ${(keys += 1)}` });
    assert.equal(answer.status, 201, `${path}: ${JSON.stringify(answer.body)}`);
    assert.equal(answer.headers.get('etag'), '"1"');
    return answer.body;
  }

  async function changed(path: string, version: number, body: unknown): Promise<Answer['body']> {
    const answer = await world.api('PATCH', path, body, { 'if-match': `"${version}"` });
    assert.equal(answer.status, 200, `${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  test('legal entity, location, type, tariff, model, two units, a block, a booking, a change of hands', async () => {
    const entity = await made('/api/v1/legal-entities', { name: 'Индивидуальный предприниматель Ветров Пётр Ильич', short_name: 'ИП Ветров П. И.', inn: '500100732259', ogrn: '304500116000157' });
    const location = await made('/api/v1/locations', {
      legal_entity_id: entity.id, name: { ru: 'Лодочная станция', en: 'Boat station' }, city: { ru: 'Казань', en: 'Kazan' }, address: { ru: 'Набережная, 1', en: '' },
      point: { latitude: 55.79, longitude: 49.12 }, time_zone: 'Europe/Moscow', phone: '+78432000001',
      hours: { weekly: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, open: [{ from_minutes: 480, until_minutes: 1320 }] })), exceptions: [] },
    });
    const type = await made('/api/v1/object-types', {
      code: 'kayak', name: { ru: 'Байдарки', en: 'Kayaks' }, icon: '🛶', time_rules: { rental_unit: 'hour', grace_minutes: 0, units_min: 2, units_max: 12, lead_minutes: 60 },
      property_schema: [{ key: 'seats', kind: 'number', name: { ru: 'Мест', en: 'Seats' }, min: 1, max: 4, required: true }],
    });
    assert.equal(type.objects, 0);
    const tariff = await made('/api/v1/tariffs', {
      name: { ru: 'Байдарка', en: 'Kayak' }, mode: 'by_length', currency: 'RUB', rates: [{ units_from: 1, price_minor: 50000 }, { units_from: 4, price_minor: 40000 }],
    });
    const model = await made('/api/v1/object-models', {
      type: 'kayak', name: { ru: 'Байдарка «Волга»', en: 'Volga kayak' }, properties: { seats: 2 }, tariff_id: tariff.id, deposit_minor: 200000, buffer_after_minutes: 30,
    });
    const units = [];
    for (const unit_label of ['№ 1', '№ 2']) units.push(await made('/api/v1/objects', { model_id: model.id, location_id: location.id, unit_label }));
    const [first, second] = units;
    assert.equal(first.effective.deposit.amount_minor, 200000);
    assert.equal(first.effective.price.currency, 'RUB');

    // The public sees it, with a price that can be trusted.
    const dates = { start: '2027-06-01T10:00:00+03:00', end: '2027-06-01T14:00:00+03:00' };
    const query = `start=${encodeURIComponent(dates.start)}&end=${encodeURIComponent(dates.end)}`;
    const found = await world.api('GET', `/api/v1/objects?type=kayak&${query}`, undefined, { authorization: '' });
    assert.deepEqual(found.body.items.map((item: { id: string }) => item.id).sort(), [first.id, second.id].sort());
    assert.equal(found.body.items[0].price_from.total.amount_minor, 4 * 40000);
    assert.equal((await world.api('GET', '/api/v1/object-types')).body.items[0].objects, 2);

    // One goes to the workshop for a day; the model becomes dearer; both are seen by the next request.
    const block = await world.api('POST', `/api/v1/objects/${first.id}/blocks`, { start: '2027-06-01', end: '2027-06-02', reason: 'ремонт' });
    assert.equal(block.status, 201);
    assert.deepEqual((await world.api('GET', `/api/v1/objects?type=kayak&${query}`)).body.items.map((item: { id: string }) => item.id), [second.id]);
    await world.api('GET', `/api/v1/objects/${second.id}`);
    await changed(`/api/v1/object-models/${model.id}`, 1, { deposit_minor: 300000, name: { ru: 'Байдарка «Волга-2»' } });
    const card = await world.api('GET', `/api/v1/objects/${second.id}`, undefined, { authorization: '' });
    assert.deepEqual([card.body.deposit.amount_minor, card.body.name.ru], [300000, 'Байдарка «Волга-2»']);

    const booking = await world.api('POST', '/api/v1/bookings', { object_id: second.id, ...dates, customer: { name: 'Анна', phone: '+79161234567' } });
    assert.equal(booking.status, 201, JSON.stringify(booking.body));
    assert.deepEqual([booking.body.total.amount_minor, booking.body.deposit.amount_minor], [160000, 300000]);
    const inTheWay = await world.api('POST', `/api/v1/objects/${second.id}/blocks`, { start: '2027-06-01', end: '2027-06-03' });
    assert.deepEqual([inTheWay.status, inTheWay.body.code, inTheWay.body.taken.map((taken: { code: string }) => taken.code)], [409, 'dates-taken', [booking.body.code]]);

    // Two operators change the same unit; the later one hears what the other has done.
    const settings = await world.api('GET', `/api/v1/objects/${second.id}/settings`);
    const etag = settings.headers.get('etag')!;
    await changed(`/api/v1/objects/${second.id}`, settings.body.version, { unit_label: '№ 2 (синяя)' });
    const late = await world.api('PATCH', `/api/v1/objects/${second.id}`, { unit_label: '№ 2 (красная)', status: 'active' }, { 'if-match': etag });
    assert.deepEqual([late.status, late.body.code], [412, 'version-conflict']);
    assert.deepEqual(late.body.fields, [{ pointer: '/unit_label', yours: '№ 2 (красная)', current: '№ 2 (синяя)' }]);
    assert.equal((await world.api('PATCH', `/api/v1/objects/${second.id}`, { unit_label: 'x' })).status, 428);

    // What is due, and the end of a unit's life.
    await made('/api/v1/object-deadlines', { object_id: second.id, kind: 'inspection', title: 'Осмотр корпуса', due_date: '2027-08-01', remind_days: [14, 1] });
    assert.equal((await world.api('GET', `/api/v1/object-deadlines?object_id=${second.id}&until=2027-08-01`)).body.items.length, 1);
    const refused = await world.api('DELETE', `/api/v1/objects/${second.id}`);
    assert.deepEqual([refused.status, refused.body.bookings], [409, [booking.body.code]]);
    assert.equal((await world.api('DELETE', `/api/v1/objects/${first.id}`)).status, 204);
    assert.equal((await world.api('DELETE', `/api/v1/objects/${first.id}`)).status, 204);
    assert.equal((await world.api('GET', `/api/v1/objects/${first.id}`)).status, 404);
    assert.deepEqual((await world.api('GET', '/api/v1/inventory?archived=true')).body.items.map((item: { id: string }) => item.id), [first.id]);
    assert.deepEqual((await world.api('GET', '/api/v1/inventory')).body.items.map((item: { id: string }) => item.id), [second.id]);
    for (const path of ['/api/v1/legal-entities', '/api/v1/object-models', `/api/v1/legal-entities/${entity.id}`, `/api/v1/locations/${location.id}`, '/api/v1/object-types/kayak', `/api/v1/object-models/${model.id}`]) {
      assert.equal((await world.api('GET', path)).status, 200, path);
    }
    const metrics = await world.metrics();
    assert.match(metrics, /prokat_object_cards_total\{[^}]*result="(hit|miss)"/);
  });
});
