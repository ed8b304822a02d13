// What has to exist before an example can be sent. The contract's examples name things by placeholder ids, 01932d5e-7a00-7000-8000-…; here each stands
// for something of the demo business, and an operation that needs a thing of its own (a booking to cancel) has it made. Dates of the examples are moved, as a
// whole, into the months that the demo can sell.
import assert from 'node:assert/strict';
import type { World } from '../harness/world.ts';
import type { OperationExample } from './examples.ts';

export interface Wanted {
  target: string;
  body: unknown;
  headers: Record<string, string>;
}

const placeholder = (tail: string): string => `01932d5e-7a00-7000-8000-${tail.padStart(12, '0')}`;
const demo = (tail: string): string => `018f0000-0000-7000-8000-${tail.padStart(12, '0')}`;

/** Placeholders that are the same thing in every example. */
const things: Record<string, string> = {
  [placeholder('1')]: demo('301'), // an object: Hyundai Solaris
  [placeholder('2')]: demo('201'), // its model
  [placeholder('10')]: demo('11'), // a location: Kazan
  [placeholder('20')]: demo('1'), // a legal entity
  [placeholder('50')]: demo('211'), // a model of which there are several: CFMOTO quads
  [placeholder('200')]: demo('1001'), // a customer
};

/** The first placeholder stands for things of several kinds: the field tells which. */
const firstThings: Record<string, string> = { legal_entity_id: demo('1'), model_id: demo('201'), tariff_id: demo('101'), location_id: demo('11') };

/** Days by which the examples' dates move, a whole number of weeks, so that May 2027 begins two to three months from now. */
const shiftDays = ((): number => {
  const wanted = Date.now() + 75 * 86_400_000;
  return Math.ceil((wanted - Date.UTC(2027, 4, 1)) / (7 * 86_400_000)) * 7;
})();

function moveDate(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** An example with its placeholders resolved and its dates moved. */
export function resolveExample(value: unknown, known: Record<string, string>, extraDays = 0): unknown {
  if (typeof value === 'string') {
    return (known[value] ?? value).replace(/^20\d\d-\d\d-\d\d/, (date) => moveDate(date, shiftDays + extraDays));
  }
  if (Array.isArray(value)) return value.map((item) => resolveExample(item, known, extraDays));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) =>
    [key, (item === placeholder('1') ? firstThings[key] : undefined) ?? resolveExample(item, known, extraDays)]));
}

/** Each booking that a scene makes lies in a week of its own, so that scenes do not take dates from each other. */
let week = 0;

export class Scene {
  constructor(readonly world: World) {}

  /** By how much the dates of the booking that was made last lie after the examples'. */
  days = 0;

  private async done(method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<any> {
    const answer = await this.world.api(method, path, body, headers);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`);
    return answer.body;
  }

  /** Of the examples' length, 1 to 4 May, so that "until the 5th" makes it longer. */
  async booking(): Promise<any> {
    this.days = 21 + 7 * ++week;
    const start = moveDate('2027-05-01', shiftDays + this.days);
    return this.done('POST', '/api/v1/bookings', { object_id: demo('303'), start, end: moveDate(start, 3), customer_id: demo(String(1001 + week % 5)) });
  }

  /** What is sure to take place; `ago`: it began so many days ago. */
  async confirmed(ago?: number): Promise<any> {
    let booking: any;
    if (ago === undefined) {
      booking = await this.booking();
    } else {
      const unit = await this.unit();
      const start = new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
      booking = await this.done('POST', '/api/v1/bookings', { object_id: unit, start, end: moveDate(start, 3), customer_id: demo('1001') });
    }
    return this.done('POST', `/api/v1/bookings/${booking.id}/confirm`, {});
  }

  async pickedUp(): Promise<any> {
    const booking = await this.confirmed(1);
    await this.done('POST', `/api/v1/bookings/${booking.id}/pickup`, { odometer_km: 50_000, fuel_eighths: 8 });
    return booking;
  }

  /** A unit of its own, which may be stopped, archived or given photos. */
  async unit(): Promise<string> {
    return (await this.done('POST', '/api/v1/objects', { model_id: demo('201'), location_id: demo('11'), unit_label: `Т ${++week} ТТ` })).id;
  }

  async model(): Promise<string> {
    return (await this.done('POST', '/api/v1/object-models', { type: 'car', name: { ru: `Модель ${++week}`, en: '' }, properties: { seats: 5 }, tariff_id: demo('101') })).id;
  }

  /** One that has no taxes yet; its numbers have the right check digits. */
  async legalEntity(): Promise<string> {
    const numbers = { inn: '7736050003', kpp: '773601001', ogrn: '1027700070518' };
    return (await this.done('POST', '/api/v1/legal-entities', { name: 'Общество без налогов', short_name: 'ООО «Без налогов»', ...numbers, tax_system: 'usn_income' })).id;
  }

  /** The holiday of the example; a day is one only once. */
  async holiday(): Promise<string> {
    const date = moveDate('2027-05-09', shiftDays);
    const { items } = (await this.world.api('GET', '/api/v1/holidays')).body;
    const there = items.find((item: { date: string }) => item.date === date);
    return (there ?? (await this.done('POST', '/api/v1/holidays', { date, name: { ru: 'Праздник', en: 'Holiday' } }))).id;
  }

  async picture(): Promise<{ body: Uint8Array; type: string }> {
    const answer = await fetch(`${this.world.url}/api/v1/photos/${await this.photoId()}`);
    return { body: new Uint8Array(await answer.arrayBuffer()), type: answer.headers.get('content-type')! };
  }

  async photo(path: string): Promise<string> {
    const { body, type } = await this.picture();
    const added = await this.done('POST', `${path}/photos`, body, { 'content-type': type, 'idempotency-key': `photo-${++week}` });
    return added.id ?? added.items.at(-1).id;
  }

  async payment(): Promise<any> {
    const booking = await this.booking();
    const answer = await this.world.api('POST', `/api/v1/bookings/${booking.id}/payments`, { method: 'online', kind: 'full' });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body;
  }

  async photoId(): Promise<string> {
    return (await this.world.api('GET', `/api/v1/objects/${demo('301')}`)).body.photos[0].id;
  }
}

type Preparation = (scene: Scene) => Promise<{ path?: Record<string, string>; known?: Record<string, string>; body?: unknown; type?: string; query?: Record<string, string> }>;

const aBooking: Preparation = async (scene) => ({ path: { id: (await scene.booking()).id } });
const aConfirmed: Preparation = async (scene) => ({ path: { id: (await scene.confirmed()).id } });
const anOrder: Preparation = async (scene) => ({ path: { id: (await scene.booking()).order_id } });
const aUnit: Preparation = async (scene) => ({ path: { id: await scene.unit() } });

async function twoPhotos(scene: Scene, path: string): Promise<Record<string, string>> {
  return { [placeholder('501')]: await scene.photo(path), [placeholder('502')]: await scene.photo(path) };
}

/** Operations whose path or body names something that must be made first. Without an entry `{id}` is the demo's object. */
const preparations: Record<string, Preparation> = {
  getPhoto: async (scene) => ({ path: { id: await scene.photoId() } }),
  getAvailability: async () => ({ query: { from: moveDate('2027-05-01', shiftDays), to: moveDate('2027-05-31', shiftDays) } }),
  getAvailabilityOfAny: async () => ({ query: { type: 'car', from: moveDate('2027-05-01', shiftDays), to: moveDate('2027-05-31', shiftDays) } }),
  getBooking: aBooking,
  changeBooking: aConfirmed,
  quoteBookingChange: aConfirmed,
  extendBooking: aConfirmed,
  getCancellationTerms: aConfirmed,
  getSettlement: aConfirmed,
  chargeBooking: aConfirmed,
  adjustBooking: aConfirmed,
  markNoShow: async (scene) => ({ path: { id: (await scene.confirmed(1)).id } }),
  pickUpBooking: async (scene) => ({ path: { id: (await scene.confirmed(1)).id } }),
  returnBooking: async (scene) => ({ path: { id: (await scene.pickedUp()).id } }),
  getOrder: anOrder,
  cancelOrder: anOrder,
  getUnit: aUnit,
  updateUnit: aUnit,
  archiveUnit: aUnit,
  createBlock: aUnit,
  removeBlock: async (scene) => {
    const id = await scene.unit();
    const start = moveDate('2027-05-10', shiftDays);
    const block = await scene.world.api('POST', `/api/v1/objects/${id}/blocks`, { start, end: moveDate(start, 2), reason: 'ТО' });
    return { path: { id, block_id: block.body.id ?? block.body.items?.[0]?.id } };
  },
  createTaxRate: async (scene) => ({ known: { [placeholder('20')]: await scene.legalEntity() } }),
  getHoliday: async (scene) => ({ path: { id: await scene.holiday() } }),
  updateHoliday: async (scene) => ({ path: { id: await scene.holiday() } }),
  archiveHoliday: async (scene) => ({ path: { id: await scene.holiday() } }),
  addObjectPhoto: async (scene) => ({ path: { id: await scene.unit() }, ...(await scene.picture()) }),
  addModelPhoto: async (scene) => ({ path: { id: await scene.model() }, ...(await scene.picture()) }),
  orderObjectPhotos: async (scene) => {
    const id = await scene.unit();
    return { path: { id }, known: await twoPhotos(scene, `/api/v1/objects/${id}`) };
  },
  orderModelPhotos: async (scene) => {
    const id = await scene.model();
    return { path: { id }, known: await twoPhotos(scene, `/api/v1/object-models/${id}`) };
  },
  removeObjectPhoto: async (scene) => {
    const id = await scene.unit();
    return { path: { id, photo_id: await scene.photo(`/api/v1/objects/${id}`) } };
  },
  removeModelPhoto: async (scene) => {
    const id = await scene.model();
    return { path: { id, photo_id: await scene.photo(`/api/v1/object-models/${id}`) } };
  },
  cancelBooking: aBooking,
  confirmBooking: aBooking,
  startBookingPayment: aBooking,
  getPayment: async (scene) => ({ path: { id: (await scene.payment()).id } }),
  receiveYookassaNotification: async (scene) => ({ path: { secret: scene.world.environment['PROKAT_YOOKASSA_WEBHOOK_SECRET']! } }),
};

/** Words that must be unique get an ending of their own, wherever a create's example is sent more than once. */
let copies = 0;
function withOwnCodes(value: any): any {
  if (typeof value?.code !== 'string') return value;
  copies += 1;
  return { ...value, code: value.code === value.code.toUpperCase() ? `${value.code}${copies}` : `${value.code}-${copies}` };
}

/** For an operation on `/things/{id}` without a preparation: the thing that the example of `POST /things` makes, or else one that is there. */
async function anyOf(scene: Scene, operation: OperationExample, all: OperationExample[]): Promise<Record<string, string> | undefined> {
  const [, collection, key] = /^(\/api\/v1\/[a-z-]+)\/\{([a-z_]+)\}/.exec(operation.path) ?? [];
  if (!collection || !key) return undefined;
  const create = all.find(({ method, path, body }) => method === 'POST' && path === collection && body !== undefined);
  if (create && !['/api/v1/objects', '/api/v1/bookings'].includes(collection)) {
    const made = await scene.world.api('POST', collection, withOwnCodes(resolveExample(create.body, things)));
    if (made.status === 201) return { [key]: made.body[key] ?? made.body.id ?? made.body.code };
  }
  if (collection === '/api/v1/objects') return { [key]: demo('301') };
  const list = await scene.world.api('GET', collection);
  const item = list.body?.items?.at(-1);
  return item && { [key]: item[key] ?? item.id ?? item.code };
}

export async function prepare(scene: Scene, operation: OperationExample, all: OperationExample[]): Promise<Wanted> {
  const preparation = preparations[operation.id];
  const made: Awaited<ReturnType<Preparation>> = preparation ? await preparation(scene) : { path: (await anyOf(scene, operation, all)) ?? {} };
  const known = { ...things, ...made.known };
  const target = operation.path.replace(/\{([^}]+)\}/g, (_, name: string) => made.path?.[name] ?? demo('301'));
  const query = new URLSearchParams(made.query);
  for (const parameter of operation.parameters) {
    if (parameter.in === 'query' && parameter.required && !query.has(parameter.name)) query.set(parameter.name, String(resolveExample(parameter.example, known)));
  }
  const headers: Record<string, string> = made.type ? { 'content-type': made.type } : {};
  if (operation.parameters.some(({ name }) => name === 'Idempotency-Key')) headers['idempotency-key'] = `example-${operation.id}`;
  if (operation.parameters.some(({ name }) => name === 'If-Match')) {
    // What is updated is read where it is written, or, where that is no place to read, as the settings of the object.
    const places = [target, `${target}/settings`];
    let etag: string | null = null;
    for (const place of places) etag ??= (await scene.world.api('GET', place)).headers.get('etag');
    assert.ok(etag, `GET ${target} gives no ETag to update against`);
    headers['if-match'] = etag;
  }
  return { target: query.size > 0 ? `${target}?${query}` : target, body: made.body ?? withOwnCodes(resolveExample(operation.body, known, scene.days)), headers };
}
