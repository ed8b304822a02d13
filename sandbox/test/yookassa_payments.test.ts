// Payments, captures, refunds and receipts through YooKassa's API, and every refusal with the field
// it names.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paymentBody, useWorld } from './support.ts';

const world = useWorld();
const key = () => crypto.randomUUID();
const create = (fields: object, idempotenceKey = key()) =>
  world.shop('POST', '/payments', { ...paymentBody, ...fields }, idempotenceKey);
const rub = (value: string) => ({ value, currency: 'RUB' });
const item = (fields: object = {}) => ({
  description: 'Аренда',
  quantity: 1,
  amount: rub('1500.00'),
  vat_code: 1,
  payment_subject: 'service',
  payment_mode: 'full_prepayment',
  ...fields,
});
const receipt = (...items: object[]) => ({
  receipt: { customer: { email: 'anna@example.ru' }, items },
});

test('a new payment is pending, of the test shop, and leads to a pay page', async () => {
  const payment = await world.payment({ metadata: { booking_id: '42' } });
  assert.equal(payment.id.length, 36);
  assert.equal(payment.status, 'pending');
  assert.equal(payment.paid, false);
  assert.equal(payment.test, true);
  assert.deepEqual(payment.amount, rub('1500.00'));
  assert.deepEqual(payment.metadata, { booking_id: '42' });
  assert.equal(payment.recipient.account_id, 'shop');
  assert.equal(payment.confirmation.confirmation_url, `${world.url}/yookassa/pay/${payment.id}`);
  assert.match(payment.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.deepEqual((await world.shop('GET', `/payments/${payment.id}`)).body, payment);
});

test('a paid payment succeeds with method, fee and nothing refunded', async () => {
  const { id } = await world.payment();
  await world.pay(id);
  const { body } = await world.shop('GET', `/payments/${id}`);
  assert.equal(body.status, 'succeeded');
  assert.equal(body.paid, true);
  assert.equal(body.refundable, true);
  assert.deepEqual(body.income_amount, rub('1447.50'));
  assert.deepEqual(body.refunded_amount, rub('0.00'));
  assert.deepEqual(
    [body.payment_method.type, body.payment_method.card.last4],
    ['bank_card', '4444'],
  );
  assert.equal(body.confirmation, undefined);
});

test('a two-stage payment waits for capture, which may take less', async () => {
  const { id } = await world.payment({ capture: false });
  await world.pay(id);
  const held = (await world.shop('GET', `/payments/${id}`)).body;
  assert.equal(held.status, 'waiting_for_capture');
  assert.ok(Date.parse(held.expires_at) > Date.now() + 6 * 86_400_000);
  const tooMuch = await world.shop(
    'POST',
    `/payments/${id}/capture`,
    { amount: rub('1500.01') },
    key(),
  );
  assert.equal(tooMuch.body.parameter, 'amount.value');
  const captured = await world.shop(
    'POST',
    `/payments/${id}/capture`,
    { amount: rub('1000.00') },
    key(),
  );
  assert.deepEqual([captured.body.status, captured.body.amount], ['succeeded', rub('1000.00')]);
});

test('a hold can be cancelled; a pending payment cannot', async () => {
  const { id } = await world.payment({ capture: false });
  const early = await world.shop('POST', `/payments/${id}/cancel`, {}, key());
  assert.deepEqual([early.status, early.body.code], [400, 'invalid_request']);
  await world.pay(id);
  const { body } = await world.shop('POST', `/payments/${id}/cancel`, {}, key());
  assert.deepEqual(body.cancellation_details, {
    party: 'merchant',
    reason: 'canceled_by_merchant',
  });
});

test('declined and expired payments are final', async () => {
  const declined = await world.payment();
  await world.control('POST', `yookassa/payments/${declined.id}/decline`, {
    reason: 'insufficient_funds',
  });
  const expired = await world.payment();
  await world.control('POST', `yookassa/payments/${expired.id}/expire`);
  assert.deepEqual(
    (await world.shop('GET', `/payments/${declined.id}`)).body.cancellation_details,
    { party: 'payment_network', reason: 'insufficient_funds' },
  );
  assert.deepEqual((await world.shop('GET', `/payments/${expired.id}`)).body.cancellation_details, {
    party: 'yoo_money',
    reason: 'expired_on_confirmation',
  });
  await assert.rejects(world.pay(expired.id), /refused/);
});

// ---- idempotence

test('the same key with the same body makes one payment, with another body it is refused', async () => {
  const same = key();
  const [first, second] = await Promise.all([create({}, same), create({}, same)]);
  assert.deepEqual(second!.body, first!.body);
  const other = await create({ amount: rub('1.00') }, same);
  assert.equal(other.status, 400);
  assert.deepEqual(
    [other.body.type, other.body.code, other.body.parameter],
    ['error', 'invalid_request', 'Idempotence-Key'],
  );
  assert.equal((await world.control('GET', 'yookassa/payments')).items.length, 1);
});

test('a key belongs to one shop, and a refused request does not use it up', async () => {
  const same = key();
  const refused = await create({ amount: rub('0.00') }, same);
  assert.equal(refused.status, 400);
  const mine = await create({}, same);
  const theirs = await world.shop('POST', '/payments', paymentBody, same, 'other:secret');
  assert.notEqual(theirs.body.id, mine.body.id);
  const foreign = await world.shop('GET', `/payments/${theirs.body.id}`);
  assert.deepEqual([foreign.status, foreign.body.code], [404, 'not_found']);
});

for (const [name, bad] of [
  ['missing', undefined],
  ['empty', ''],
  ['too long', 'x'.repeat(65)],
  ['with a space', 'a b'],
] as const) {
  test(`an idempotence key that is ${name} is refused`, async () => {
    const { status, body } = await world.shop('POST', '/payments', paymentBody, bad);
    assert.deepEqual(
      [status, body.code, body.parameter],
      [400, 'invalid_request', 'Idempotence-Key'],
    );
  });
}

// ---- refusals

const refusals: [string, object, string][] = [
  ['no amount', { amount: undefined }, 'amount'],
  ['amount as a number', { amount: { value: 1500, currency: 'RUB' } }, 'amount.value'],
  ['one decimal', { amount: rub('1500.0') }, 'amount.value'],
  ['a comma', { amount: rub('1500,00') }, 'amount.value'],
  ['a negative amount', { amount: rub('-1.00') }, 'amount.value'],
  ['zero', { amount: rub('0.00') }, 'amount.value'],
  ['no currency', { amount: { value: '1.00' } }, 'amount.currency'],
  ['dollars', { amount: { value: '1.00', currency: 'USD' } }, 'amount.currency'],
  ['capture as text', { capture: 'true' }, 'capture'],
  ['no confirmation', { confirmation: undefined }, 'confirmation'],
  ['no return_url', { confirmation: { type: 'redirect' } }, 'confirmation.return_url'],
  [
    'a relative return_url',
    { confirmation: { type: 'redirect', return_url: '/back' } },
    'confirmation.return_url',
  ],
  [
    'an unknown locale',
    { confirmation: { ...paymentBody.confirmation, locale: 'de_DE' } },
    'confirmation.locale',
  ],
  ['a description of 129', { description: 'я'.repeat(129) }, 'description'],
  [
    '17 metadata keys',
    { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, at) => [`k${at}`, 'v'])) },
    'metadata',
  ],
  ['a metadata key of 33', { metadata: { ['k'.repeat(33)]: 'v' } }, `metadata.${'k'.repeat(33)}`],
  ['a metadata number', { metadata: { booking: 1 } }, 'metadata.booking'],
  ['a metadata value of 513', { metadata: { booking: 'x'.repeat(513) } }, 'metadata.booking'],
  ['SBP with a hold', { capture: false, payment_method_data: { type: 'sbp' } }, 'capture'],
  ['a receipt that adds up to less', receipt(item({ amount: rub('1499.99') })), 'receipt'],
  [
    'a receipt without a contact',
    { receipt: { customer: {}, items: [item()] } },
    'receipt.customer',
  ],
  ['a receipt without items', receipt(), 'receipt.items'],
  ['81 receipt items', receipt(...Array.from({ length: 81 }, () => item())), 'receipt.items'],
  [
    'an item description of 129',
    receipt(item({ description: 'x'.repeat(129) })),
    'receipt.items[0].description',
  ],
  ['vat_code 13', receipt(item({ vat_code: 13 })), 'receipt.items[0].vat_code'],
  [
    'a quantity of four decimals',
    receipt(item({ quantity: '1.0001' })),
    'receipt.items[0].quantity',
  ],
  [
    'payment_mode advance',
    receipt(item({ payment_mode: 'advance' })),
    'receipt.items[0].payment_mode',
  ],
  ['an unknown measure', receipt(item({ measure: 'parsec' })), 'receipt.items[0].measure'],
  [
    'a phone with a plus',
    { receipt: { customer: { phone: '+79161234567' }, items: [item()] } },
    'receipt.customer.phone',
  ],
  [
    'tax system 7',
    { receipt: { customer: { phone: '79161234567' }, items: [item()], tax_system_code: 7 } },
    'receipt.tax_system_code',
  ],
];

for (const [name, fields, parameter] of refusals) {
  test(`a payment with ${name} is refused and nothing is made`, async () => {
    const { status, body } = await create(fields);
    assert.equal(status, 400);
    assert.deepEqual(
      [body.type, body.code, body.parameter],
      ['error', 'invalid_request', parameter],
    );
    assert.match(body.id, /^[0-9a-f-]{36}$/);
    assert.ok(body.description.length > 0);
    assert.equal((await world.control('GET', 'yookassa/payments')).items.length, 0);
  });
}

test('wrong callers, paths, methods and content types have their own codes', async () => {
  const anonymous = await world.http('GET', '/yookassa/v3/payments');
  assert.deepEqual([anonymous.status, anonymous.body.code], [401, 'invalid_credentials']);
  assert.equal((await world.shop('GET', '/payments/none')).status, 404);
  assert.equal((await world.shop('GET', '/nonsense')).status, 404);
  assert.equal((await world.shop('DELETE', '/payments')).status, 405);
  const asForm = await world.http('POST', '/yookassa/v3/payments', 'a=b', {
    'Content-Type': 'application/x-www-form-urlencoded',
    Authorization: `Basic ${btoa('a:b')}`,
    'Idempotence-Key': 'k',
  });
  assert.equal(asForm.status, 415);
  const broken = await world.shop('POST', '/payments', '{', key());
  assert.deepEqual([broken.status, broken.body.code], [400, 'invalid_request']);
});

// ---- lists

test('lists are newest first, filtered, and paged by cursor', async () => {
  const ids: string[] = [];
  for (let count = 0; count < 5; count++) ids.unshift((await world.payment()).id);
  await world.pay(ids[0]!);
  const first = (await world.shop('GET', '/payments?limit=2')).body;
  assert.equal(first.type, 'list');
  const second = (await world.shop('GET', `/payments?limit=2&cursor=${first.next_cursor}`)).body;
  const third = (await world.shop('GET', `/payments?limit=2&cursor=${second.next_cursor}`)).body;
  assert.deepEqual(
    [...first.items, ...second.items, ...third.items].map(({ id }) => id),
    ids,
  );
  assert.equal(third.next_cursor, undefined);
  assert.equal((await world.shop('GET', '/payments?status=pending')).body.items.length, 4);
  const future = encodeURIComponent(new Date(Date.now() + 60_000).toISOString());
  assert.equal(
    (await world.shop('GET', `/payments?created_at.gte=${future}`)).body.items.length,
    0,
  );
  assert.equal(
    (await world.shop('GET', `/payments?captured_at.lte=${future}`)).body.items.length,
    1,
  );
  assert.equal((await world.shop('GET', '/payments?limit=101')).body.parameter, 'limit');
});

// ---- refunds

test('refunds take from the payment until nothing is left', async () => {
  const { id } = await world.payment();
  const refund = (value: string) =>
    world.shop('POST', '/refunds', { payment_id: id, amount: rub(value) }, key());
  const early = await refund('1.00');
  assert.deepEqual([early.status, early.body.parameter], [400, 'payment_id']);
  await world.pay(id);
  const part = await refund('500.00');
  assert.deepEqual([part.body.status, part.body.payment_id], ['succeeded', id]);
  assert.equal((await refund('1000.01')).body.parameter, 'amount.value');
  assert.equal((await refund('1000.00')).status, 200);
  const payment = (await world.shop('GET', `/payments/${id}`)).body;
  assert.deepEqual([payment.refunded_amount, payment.refundable], [rub('1500.00'), false]);
  assert.deepEqual((await world.shop('GET', `/refunds/${part.body.id}`)).body, part.body);
  assert.equal((await world.shop('GET', `/refunds?payment_id=${id}`)).body.items.length, 2);
});

test('a refund can stay pending and then succeed or fail', async () => {
  const { id } = await world.payment();
  await world.pay(id);
  await world.control('PUT', 'faults', { yookassa: { refunds: 'pending' } });
  const refund = async () =>
    (await world.shop('POST', '/refunds', { payment_id: id, amount: rub('700.00') }, key())).body;
  const [good, bad] = [await refund(), await refund()];
  assert.equal(good.status, 'pending');
  await world.control('POST', `yookassa/refunds/${good.id}/succeed`);
  await world.control('POST', `yookassa/refunds/${bad.id}/cancel`);
  assert.equal(
    (await world.shop('GET', `/refunds/${bad.id}`)).body.cancellation_details.reason,
    'rejected_by_payee',
  );
  assert.deepEqual(
    (await world.shop('GET', `/payments/${id}`)).body.refunded_amount,
    rub('700.00'),
  );
});

// ---- receipts

test('a receipt is registered when the payment succeeds, not before', async () => {
  const lines = receipt(
    item({ amount: rub('1000.00') }),
    item({ quantity: '2.5', amount: rub('200.00'), measure: 'day' }),
  );
  const payment = await world.payment(lines);
  assert.equal(payment.receipt_registration, 'pending');
  assert.equal(
    (await world.shop('GET', `/receipts?payment_id=${payment.id}`)).body.items.length,
    0,
  );
  await world.pay(payment.id);
  const [registered] = (await world.shop('GET', `/receipts?payment_id=${payment.id}`)).body.items;
  assert.deepEqual(
    [registered.type, registered.status, registered.items.length],
    ['payment', 'succeeded', 2],
  );
  assert.deepEqual((await world.shop('GET', `/receipts/${registered.id}`)).body, registered);
});

test('an offset receipt needs settlements and a succeeded payment', async () => {
  const { id } = await world.payment();
  const body = {
    type: 'payment',
    payment_id: id,
    send: true,
    customer: { phone: '79161234567' },
    items: [item({ payment_mode: 'full_payment' })],
    settlements: [{ type: 'prepayment', amount: rub('1500.00') }],
  };
  assert.equal((await world.shop('POST', '/receipts', body, key())).body.parameter, 'payment_id');
  await world.pay(id);
  assert.equal(
    (await world.shop('POST', '/receipts', { ...body, settlements: [] }, key())).body.parameter,
    'settlements',
  );
  const { status, body: made } = await world.shop('POST', '/receipts', body, key());
  assert.equal(status, 200);
  assert.equal(made.settlements[0].type, 'prepayment');
  assert.ok(made.fiscal_document_number);
});

test('a partial refund of a payment with a receipt needs a receipt of its own', async () => {
  const { id } = await world.payment(receipt(item()));
  await world.pay(id);
  const body = { payment_id: id, amount: rub('500.00') };
  assert.equal((await world.shop('POST', '/refunds', body, key())).body.parameter, 'receipt');
  const withReceipt = { ...body, ...receipt(item({ amount: rub('500.00') })) };
  assert.equal(
    (await world.shop('POST', '/refunds', withReceipt, key())).body.receipt_registration,
    'succeeded',
  );
});
