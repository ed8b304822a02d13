// What each API call asks for: reads and checks the body or the query, then lets the cashier do it.

import { kopecks, parseAmount } from './amounts.ts';
import type { Cashier } from './cashier.ts';
import { invalidRequest, notFound } from './errors.ts';
import {
  flagField,
  metadataField,
  objectField,
  requiredText,
  textField,
  type Json,
} from './fields.ts';
import { parseReceipt, parseReceiptData, parseSettlements } from './receipts.ts';
import type { Payment, PaymentMethodType, Receipt, Refund, StoredPayment } from './types.ts';

export interface Call {
  cashier: Cashier;
  shopId: string;
  body: Json;
  query: URLSearchParams;
  id: string;
}

const playedMethods: PaymentMethodType[] = ['bank_card', 'sbp'];

// ---- payments

export function createPayment({ cashier, shopId, body }: Call): Payment {
  const amount = parseAmount(body['amount'], 'amount');
  const capture = flagField(body, 'capture') ?? false;
  const method = requestedMethod(body);
  if (method === 'sbp' && !capture)
    throw invalidRequest('SBP does not support two-stage payments', 'capture');
  if (body['payment_method_id'] !== undefined)
    throw invalidRequest(
      'Saved payment methods are not played by the sandbox',
      'payment_method_id',
    );
  const { returnUrl, locale } = confirmationOf(body);
  const { wire } = cashier.create({
    shopId,
    amount,
    capture,
    returnUrl,
    locale,
    onlyMethod: method,
    description: textField(body, 'description', 128),
    metadata: metadataField(body),
    merchantCustomerId: textField(body, 'merchant_customer_id', 200),
    receipt: parseReceipt(body, amount),
  });
  return wire;
}

function requestedMethod(body: Json): PaymentMethodType | null {
  const data = objectField(body, 'payment_method_data');
  if (!data) return null;
  const type = requiredText(data, 'type', 32, 'payment_method_data.type') as PaymentMethodType;
  if (!playedMethods.includes(type)) {
    throw invalidRequest(
      `The sandbox plays ${playedMethods.join(' and ')} only`,
      'payment_method_data.type',
    );
  }
  return type;
}

function confirmationOf(body: Json): { returnUrl: string; locale: string } {
  const confirmation = objectField(body, 'confirmation');
  if (!confirmation)
    throw invalidRequest("Missing required parameter: 'confirmation'", 'confirmation');
  const type = requiredText(confirmation, 'type', 32, 'confirmation.type');
  if (type !== 'redirect')
    throw invalidRequest('The sandbox plays redirect only', 'confirmation.type');
  const returnUrl = requiredText(confirmation, 'return_url', 2048, 'confirmation.return_url');
  if (!URL.canParse(returnUrl))
    throw invalidRequest('Must be an absolute URL', 'confirmation.return_url');
  const locale = textField(confirmation, 'locale', 5, 'confirmation.locale') ?? 'ru_RU';
  if (!['ru_RU', 'en_US'].includes(locale))
    throw invalidRequest('Must be ru_RU or en_US', 'confirmation.locale');
  return { returnUrl, locale };
}

export function getPayment(call: Call): Payment {
  return ownPayment(call, call.id, 'payment_id').wire;
}

export function capturePayment(call: Call): Payment {
  const payment = ownPayment(call, call.id, 'payment_id');
  const amount =
    call.body['amount'] === undefined
      ? payment.wire.amount
      : parseAmount(call.body['amount'], 'amount');
  call.cashier.capture(payment, amount, parseReceipt(call.body, amount));
  return payment.wire;
}

export function cancelPayment(call: Call): Payment {
  const payment = ownPayment(call, call.id, 'payment_id');
  call.cashier.cancel(payment);
  return payment.wire;
}

export function listPayments({ cashier, shopId, query }: Call): unknown {
  const payments = cashier.state.payments
    .map(({ wire }) => wire)
    .filter((wire) => wire.recipient.account_id === shopId)
    .filter(timeFilter<Payment>(query, 'created_at', (wire) => wire.created_at))
    .filter(timeFilter<Payment>(query, 'captured_at', (wire) => wire.captured_at))
    .filter((wire) => !query.has('status') || wire.status === query.get('status'))
    .filter(
      (wire) =>
        !query.has('payment_method') || wire.payment_method?.type === query.get('payment_method'),
    );
  return page(payments, query);
}

function ownPayment({ cashier, shopId }: Call, id: string, parameter: string): StoredPayment {
  const payment = cashier.find(id);
  if (!payment || payment.wire.recipient.account_id !== shopId)
    throw notFound('Payment', parameter);
  return payment;
}

// ---- refunds

export function createRefund(call: Call): Refund {
  const { body, cashier } = call;
  const payment = ownPayment(call, requiredText(body, 'payment_id', 36), 'payment_id');
  const amount = parseAmount(body['amount'], 'amount');
  const receipt = parseReceipt(body, amount);
  const isPartial = kopecks(amount) < kopecks(payment.wire.amount);
  if (payment.receipt && isPartial && !receipt)
    throw invalidRequest('Partial refund requires a receipt', 'receipt');
  const description = textField(body, 'description', 250);
  const metadata = body['metadata'] === undefined ? undefined : metadataField(body);
  return cashier.refund(
    payment,
    amount,
    { ...(description && { description }), ...(metadata && { metadata }) },
    receipt ?? payment.receipt,
  ).wire;
}

export function getRefund({ cashier, shopId, id }: Call): Refund {
  const refund = cashier.state.refunds.find((one) => one.wire.id === id && one.shopId === shopId);
  if (!refund) throw notFound('Refund', 'refund_id');
  return refund.wire;
}

export function listRefunds({ cashier, shopId, query }: Call): unknown {
  const refunds = cashier.state.refunds
    .filter((one) => one.shopId === shopId)
    .map(({ wire }) => wire)
    .filter(timeFilter<Refund>(query, 'created_at', (wire) => wire.created_at))
    .filter((wire) => !query.has('payment_id') || wire.payment_id === query.get('payment_id'))
    .filter((wire) => !query.has('status') || wire.status === query.get('status'));
  return page(refunds, query);
}

// ---- receipts

export function createReceipt(call: Call): Receipt {
  const { body, cashier, shopId } = call;
  const type = requiredText(body, 'type', 16);
  if (type !== 'payment' && type !== 'refund')
    throw invalidRequest('Must be payment or refund', 'type');
  if (body['send'] !== true) throw invalidRequest('Must be true', 'send');
  const data = parseReceiptData(body, '');
  const settlements = parseSettlements(body['settlements']);
  const paymentId = textField(body, 'payment_id', 36);
  const refundId = textField(body, 'refund_id', 36);
  if ((paymentId === undefined) === (refundId === undefined))
    throw invalidRequest('Give payment_id or refund_id', 'payment_id');
  const payment = ownPayment(
    call,
    paymentId ?? getRefund({ ...call, id: refundId! }).payment_id,
    'payment_id',
  );
  if (payment.wire.status !== 'succeeded')
    throw invalidRequest('Payment is not succeeded', 'payment_id');
  return cashier.register(type, shopId, data, {
    settlements,
    ...(paymentId && { payment_id: paymentId }),
    ...(refundId && { refund_id: refundId }),
  }).wire;
}

export function getReceipt({ cashier, shopId, id }: Call): Receipt {
  const receipt = cashier.state.receipts.find((one) => one.wire.id === id && one.shopId === shopId);
  if (!receipt) throw notFound('Receipt', 'receipt_id');
  return receipt.wire;
}

export function listReceipts({ cashier, shopId, query }: Call): unknown {
  const receipts = cashier.state.receipts
    .filter((one) => one.shopId === shopId)
    .map(({ wire }) => wire)
    .filter((wire) => !query.has('payment_id') || wire.payment_id === query.get('payment_id'))
    .filter((wire) => !query.has('refund_id') || wire.refund_id === query.get('refund_id'));
  return page(receipts, query);
}

// ---- lists

/** Newest first; the cursor is the id of the first object of the next page. */
function page<T extends { id: string }>(oldestFirst: T[], query: URLSearchParams): unknown {
  const limit = Number(query.get('limit') ?? 10);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    throw invalidRequest('Must be from 1 to 100', 'limit');
  const objects = [...oldestFirst].reverse();
  const cursor = query.get('cursor');
  const start = cursor === null ? 0 : objects.findIndex(({ id }) => id === cursor);
  if (start < 0) throw invalidRequest('Unknown cursor', 'cursor');
  const next = objects[start + limit];
  return {
    type: 'list',
    items: objects.slice(start, start + limit),
    ...(next && { next_cursor: next.id }),
  };
}

function timeFilter<T>(
  query: URLSearchParams,
  field: string,
  timeOf: (object: T) => string | undefined,
): (object: T) => boolean {
  const bounds = (['gte', 'gt', 'lte', 'lt'] as const)
    .filter((bound) => query.has(`${field}.${bound}`))
    .map((bound) => {
      const limit = Date.parse(query.get(`${field}.${bound}`)!);
      if (Number.isNaN(limit))
        throw invalidRequest('Must be an ISO 8601 time', `${field}.${bound}`);
      return { bound, limit };
    });
  return (object) => {
    const time = timeOf(object);
    if (time === undefined) return bounds.length === 0;
    const at = Date.parse(time);
    return bounds.every(
      ({ bound, limit }) =>
        ({ gte: at >= limit, gt: at > limit, lte: at <= limit, lt: at < limit })[bound],
    );
  };
}
