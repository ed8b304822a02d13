// Money on the wire is a string with two decimals; here it is whole kopecks.

import { invalidRequest } from './errors.ts';
import type { Amount } from './types.ts';

/** 12 digits of kopecks: far above any payment, far below what a double counts exactly. */
const wireShape = /^\d{1,10}\.\d{2}$/;

export function parseAmount(raw: unknown, parameter: string, { allowZero = false } = {}): Amount {
  if (typeof raw !== 'object' || raw === null)
    throw invalidRequest(`Missing required parameter: '${parameter}'`, parameter);
  const { value, currency } = raw as Record<string, unknown>;
  if (value === undefined)
    throw invalidRequest(`Missing required parameter: '${parameter}.value'`, `${parameter}.value`);
  if (typeof value !== 'string' || !wireShape.test(value)) {
    throw invalidRequest(
      'Value must be a string with a dot and two decimals',
      `${parameter}.value`,
    );
  }
  if (typeof currency !== 'string')
    throw invalidRequest(
      `Missing required parameter: '${parameter}.currency'`,
      `${parameter}.currency`,
    );
  if (currency !== 'RUB')
    throw invalidRequest(
      'Incorrect currency of payment. The shop accepts RUB',
      `${parameter}.currency`,
    );
  const amount = { value, currency };
  if (!allowZero && kopecks(amount) === 0)
    throw invalidRequest('Incorrect amount of payment. Must be more than 0', `${parameter}.value`);
  return amount;
}

export function kopecks({ value }: Amount): number {
  return Number(value.replace('.', ''));
}

export function rubles(amountKopecks: number): Amount {
  const digits = String(amountKopecks).padStart(3, '0');
  return { value: `${digits.slice(0, -2)}.${digits.slice(-2)}`, currency: 'RUB' };
}
