// Receipts by 54-FZ as YooKassa's own cash desk takes them: customer, lines, and a total that must
// match to the kopeck.

import { kopecks, parseAmount } from './amounts.ts';
import { invalidRequest } from './errors.ts';
import { objectField, requiredText, textField, type Json } from './fields.ts';
import type { Amount, ReceiptData, ReceiptItem } from './types.ts';

const maxItems = 80;
const measures = new Set([
  'piece',
  'gram',
  'kilogram',
  'ton',
  'centimeter',
  'decimeter',
  'meter',
  'square_centimeter',
  'square_decimeter',
  'square_meter',
  'milliliter',
  'liter',
  'cubic_meter',
  'kilowatt_hour',
  'gigacalorie',
  'day',
  'hour',
  'minute',
  'second',
  'kilobyte',
  'megabyte',
  'gigabyte',
  'terabyte',
  'another',
]);
/** The other five modes need a cash desk of the shop's own. */
const paymentModes = new Set(['full_prepayment', 'full_payment']);
const settlementTypes = new Set(['cashless', 'prepayment', 'postpayment', 'consideration']);

/** The `receipt` of a payment, capture or refund; its lines must add up to `total`. */
export function parseReceipt(body: Json, total: Amount): ReceiptData | null {
  const raw = objectField(body, 'receipt');
  if (!raw) return null;
  const receipt = parseReceiptData(raw, 'receipt');
  if (sumThousandths(receipt.items) !== kopecks(total) * 1000) {
    throw invalidRequest("Sum of receipt's items doesn't match the amount of payment", 'receipt');
  }
  return receipt;
}

/**
 * Customer and items, as they also stand at the top level of POST /receipts (then `path` is empty).
 */
export function parseReceiptData(raw: Json, path: string): ReceiptData {
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  const items = raw['items'];
  if (!Array.isArray(items) || items.length === 0)
    throw invalidRequest(`Missing required parameter: '${at('items')}'`, at('items'));
  if (items.length > maxItems)
    throw invalidRequest(`Must have at most ${maxItems} items`, at('items'));
  const taxSystem = raw['tax_system_code'];
  if (taxSystem !== undefined && !isWhole(taxSystem, 1, 6))
    throw invalidRequest('Must be from 1 to 6', at('tax_system_code'));
  return {
    customer: parseCustomer(objectField(raw, 'customer') ?? {}, at('customer')),
    items: items.map((item, index) => parseItem(item, `${at('items')}[${index}]`)),
    ...(taxSystem !== undefined && { tax_system_code: Number(taxSystem) }),
  };
}

function parseCustomer(raw: Json, path: string): Record<string, string> {
  const email = textField(raw, 'email', 256, `${path}.email`);
  const phone = textField(raw, 'phone', 32, `${path}.phone`);
  if (!email && !phone)
    throw invalidRequest('Receipt requires the email or phone of the customer', path);
  if (email && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    throw invalidRequest('Incorrect email', `${path}.email`);
  if (phone && !/^\d{10,15}$/.test(phone))
    throw invalidRequest('Must be digits in E.164 without +', `${path}.phone`);
  const name = textField(raw, 'full_name', 256, `${path}.full_name`);
  const inn = textField(raw, 'inn', 12, `${path}.inn`);
  return {
    ...(email && { email }),
    ...(phone && { phone }),
    ...(name && { full_name: name }),
    ...(inn && { inn }),
  };
}

function parseItem(raw: unknown, path: string): ReceiptItem {
  if (typeof raw !== 'object' || raw === null) throw invalidRequest('Must be an object', path);
  const item = raw as Json;
  const quantity = String(item['quantity'] ?? '');
  if (!/^\d{1,5}(\.\d{1,3})?$/.test(quantity) || Number(quantity) === 0) {
    throw invalidRequest(
      'Must be a number above 0 with at most three decimals',
      `${path}.quantity`,
    );
  }
  if (!isWhole(item['vat_code'], 1, 12))
    throw invalidRequest('Must be from 1 to 12', `${path}.vat_code`);
  const mode = requiredText(item, 'payment_mode', 32, `${path}.payment_mode`);
  if (!paymentModes.has(mode))
    throw invalidRequest('Must be full_prepayment or full_payment', `${path}.payment_mode`);
  const measure = textField(item, 'measure', 32, `${path}.measure`);
  if (measure !== undefined && !measures.has(measure))
    throw invalidRequest('Unknown measure', `${path}.measure`);
  return {
    description: requiredText(item, 'description', 128, `${path}.description`),
    quantity,
    amount: parseAmount(item['amount'], `${path}.amount`, { allowZero: true }),
    vat_code: Number(item['vat_code']),
    payment_subject: requiredText(item, 'payment_subject', 64, `${path}.payment_subject`),
    payment_mode: mode,
    ...(measure !== undefined && { measure }),
  };
}

export function parseSettlements(raw: unknown): { type: string; amount: Amount }[] {
  if (!Array.isArray(raw) || raw.length === 0)
    throw invalidRequest("Missing required parameter: 'settlements'", 'settlements');
  return raw.map((one: Json, index) => {
    const type = requiredText(one, 'type', 32, `settlements[${index}].type`);
    if (!settlementTypes.has(type))
      throw invalidRequest('Unknown settlement type', `settlements[${index}].type`);
    return { type, amount: parseAmount(one['amount'], `settlements[${index}].amount`) };
  });
}

/** Thousandths of a kopeck, because a quantity has three decimals. */
export function sumThousandths(items: ReceiptItem[]): number {
  return items.reduce(
    (sum, { quantity, amount }) => sum + Math.round(Number(quantity) * 1000) * kopecks(amount),
    0,
  );
}

function isWhole(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
}
