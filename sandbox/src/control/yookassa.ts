// The YooKassa part of the control API: act as the payer, look at money and notifications, set
// faults.

import type { Cashier, RefundOutcome } from '../yookassa/cashier.ts';
import { YooKassaError } from '../yookassa/errors.ts';
import { apiFaultModes, noApiFault, type ApiFault } from '../yookassa/faults.ts';
import type { PaymentMethodType, StoredPayment, StoredRefund } from '../yookassa/types.ts';
import { normalWebhooks, type WebhookFault, type Webhooks } from '../yookassa/webhooks.ts';
import { invalid, notFound, refused } from './errors.ts';
import type { ControlRequest, Router } from './router.ts';

export interface YooKassaControl {
  cashier: Cashier;
  webhooks: Webhooks;
  save: () => void;
}

export function addYooKassaRoutes(
  router: Router,
  { cashier, webhooks, save }: YooKassaControl,
): void {
  const base = '/control/yookassa';
  const { state } = cashier;
  router
    .on('GET', `${base}/payments`, ({ query }) => ({
      items: state.payments
        .filter(({ wire }) => !query.has('status') || wire.status === query.get('status'))
        .map(describePayment),
    }))
    .on('GET', `${base}/payments/{id}`, (request) => describePayment(payment(cashier, request)))
    .on('POST', `${base}/payments/{id}/pay`, (request) =>
      act(cashier, request, (found, { method }) =>
        cashier.pay(found, (method as PaymentMethodType) ?? found.onlyMethod ?? 'bank_card'),
      ),
    )
    .on('POST', `${base}/payments/{id}/decline`, (request) =>
      act(cashier, request, (found, { reason }) =>
        cashier.decline(found, reason === undefined ? undefined : String(reason)),
      ),
    )
    .on('POST', `${base}/payments/{id}/expire`, (request) =>
      act(cashier, request, (found) => cashier.expire(found)),
    )
    .on('GET', `${base}/refunds`, () => ({ items: state.refunds.map(({ wire }) => wire) }))
    .on('POST', `${base}/refunds/{id}/succeed`, (request) => settle(cashier, request, 'succeeded'))
    .on('POST', `${base}/refunds/{id}/cancel`, (request) => settle(cashier, request, 'canceled'))
    .on('GET', `${base}/receipts`, () => ({
      items: state.receipts.map(({ wire, customer }) => ({ ...wire, customer })),
    }))
    .on('GET', `${base}/deliveries`, ({ query }) => ({
      items: state.deliveries
        .filter((one) => !query.has('object_id') || one.object_id === query.get('object_id'))
        .map((one) => ({ ...one, body: JSON.parse(one.body) as unknown })),
    }))
    .on('POST', `${base}/deliveries/{id}/resend`, ({ params }) => {
      const delivery = state.deliveries.find(({ id }) => id === params['id']);
      if (!delivery) throw notFound(`delivery ${params['id']}`);
      webhooks.resend(delivery);
      return undefined;
    })
    .on('GET', `${base}/webhook`, () => ({ url: state.webhookUrl }))
    .on('PUT|POST', `${base}/webhook`, ({ body }) => {
      const url = body['url'] === null || body['url'] === '' ? null : String(body['url']);
      if (url !== null && !URL.canParse(url))
        throw invalid('url must be absolute, or null for none');
      state.webhookUrl = url;
      save();
      return { url };
    });
}

function payment(cashier: Cashier, { params }: ControlRequest): StoredPayment {
  const found = cashier.find(params['id']!);
  if (!found) throw notFound(`payment ${params['id']}`);
  return found;
}

function act(
  cashier: Cashier,
  request: ControlRequest,
  change: (found: StoredPayment, body: Record<string, unknown>) => void,
): unknown {
  const found = payment(cashier, request);
  asRefusal(() => change(found, request.body));
  return describePayment(found);
}

function settle(
  cashier: Cashier,
  { params }: ControlRequest,
  outcome: 'succeeded' | 'canceled',
): unknown {
  const refund: StoredRefund | undefined = cashier.state.refunds.find(
    ({ wire }) => wire.id === params['id'],
  );
  if (!refund) throw notFound(`refund ${params['id']}`);
  asRefusal(() => cashier.settleRefund(refund, outcome));
  return refund.wire;
}

/** The cashier refuses in YooKassa's words; here that is a plain 409. */
function asRefusal(change: () => void): void {
  try {
    change();
  } catch (error) {
    throw error instanceof YooKassaError ? refused(error.description) : error;
  }
}

function describePayment({ wire, capture, receipt }: StoredPayment): unknown {
  return { ...wire, capture, receipt };
}

// ---- faults

export function parseApiFault(raw: Record<string, unknown>): ApiFault | null {
  if (raw['api'] === undefined) return null;
  const mode = raw['api'] as ApiFault['mode'];
  if (!apiFaultModes.includes(mode))
    throw invalid(`yookassa.api must be one of ${apiFaultModes.join(', ')}`);
  const methods = raw['methods'] ?? (raw['method'] === undefined ? [] : [raw['method']]);
  if (!Array.isArray(methods))
    throw invalid('yookassa.methods must be a list such as ["POST /payments"]');
  const times = raw['times'];
  if (times !== undefined && times !== null && !(Number(times) >= 1))
    throw invalid('yookassa.times must be at least 1');
  return {
    ...noApiFault,
    mode,
    methods: methods.map(String),
    remaining: times === undefined || times === null ? null : Number(times),
    retryAfterMs: Number(raw['retry_after'] ?? noApiFault.retryAfterMs),
  };
}

/**
 * 'normal' | 'never' | 'reorder' | 'duplicate:3' | 'delay:500', or an object {never, duplicate,
 * delay_ms, reorder}.
 */
export function parseWebhookFault(raw: unknown): WebhookFault | null {
  if (raw === undefined) return null;
  if (typeof raw === 'string') {
    const [mode, number] = raw.split(':');
    const amount = Number(number);
    if (mode === 'normal') return { ...normalWebhooks };
    if (mode === 'never') return { ...normalWebhooks, never: true };
    if (mode === 'reorder') return { ...normalWebhooks, reorder: true };
    if (mode === 'duplicate' && amount >= 2) return { ...normalWebhooks, copies: amount };
    if ((mode === 'delay' || mode === 'delay_ms') && amount > 0)
      return { ...normalWebhooks, delayMs: amount };
  } else if (typeof raw === 'object' && raw !== null) {
    const { never, duplicate, delay_ms: delayMs, reorder } = raw as Record<string, unknown>;
    return {
      never: never === true,
      copies: Number(duplicate ?? 1),
      delayMs: Number(delayMs ?? 0),
      reorder: reorder === true,
    };
  }
  throw invalid(
    'yookassa.webhooks must be normal, never, reorder, duplicate:N, delay:MS or an object of these',
  );
}

export function parseRefundOutcome(raw: unknown): RefundOutcome | null {
  if (raw === undefined) return null;
  if (raw !== 'succeeded' && raw !== 'pending' && raw !== 'canceled')
    throw invalid('yookassa.refunds must be succeeded, pending or canceled');
  return raw;
}
