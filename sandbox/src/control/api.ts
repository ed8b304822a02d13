// The control API as a whole: the two providers' parts, the faults, the call log, the reset. For
// tests, for the pages and for ./run; it is not part of what any provider offers.

import type { CallLog } from '../call_log.ts';
import { noTelegramFault } from '../telegram/faults.ts';
import { noApiFault, type YooKassaFaults } from '../yookassa/faults.ts';
import { normalWebhooks } from '../yookassa/webhooks.ts';
import { invalid } from './errors.ts';
import { Router } from './router.ts';
import { addTelegramRoutes, parseTelegramFault, type TelegramControl } from './telegram.ts';
import {
  addYooKassaRoutes,
  parseApiFault,
  parseRefundOutcome,
  parseWebhookFault,
  type YooKassaControl,
} from './yookassa.ts';

export interface ControlParts extends TelegramControl, YooKassaControl {
  calls: CallLog;
  apiFaults: YooKassaFaults;
}

export function controlRouter(parts: ControlParts): Router {
  const router = new Router();
  addTelegramRoutes(router, parts);
  addYooKassaRoutes(router, parts);
  return router
    .on('POST', '/control/reset', ({ body }) => reset(parts, body))
    .on('GET', '/control/faults', () => describeFaults(parts))
    .on('PUT|POST', '/control/faults', ({ body }) => setFaults(parts, body))
    .on('DELETE', '/control/faults', () => clearFaults(parts))
    .on('GET', '/control/calls', ({ query }) => ({
      items: parts.calls.find({
        ...(query.has('service') && { service: query.get('service')! }),
        ...(query.has('method') && { method: query.get('method')! }),
        after: Number(query.get('after') ?? 0),
        limit: Number(query.get('limit') ?? 1000),
      }),
    }))
    .on('DELETE', '/control/calls', () => {
      parts.calls.clear();
    });
}

/**
 * {what: 'telegram' | 'yookassa'} empties one half; without it, everything. The webhook address
 * stays.
 */
function reset(parts: ControlParts, { what }: Record<string, unknown>): undefined {
  if (what !== undefined && what !== 'telegram' && what !== 'yookassa')
    throw invalid('what must be telegram or yookassa');
  if (what !== 'yookassa') parts.world.reset();
  if (what !== 'telegram') {
    const { state } = parts.cashier;
    parts.webhooks.forget();
    Object.assign(state, { payments: [], refunds: [], receipts: [], answers: {} });
  }
  parts.calls.clear();
  clearFaults(parts);
  parts.save();
}

function clearFaults(parts: ControlParts): unknown {
  parts.faults.current = { ...noTelegramFault };
  parts.apiFaults.current = { ...noApiFault };
  parts.webhooks.fault = { ...normalWebhooks };
  parts.cashier.refundOutcome = 'succeeded';
  return describeFaults(parts);
}

/** Everything is checked before anything is set. */
function setFaults(parts: ControlParts, body: Record<string, unknown>): unknown {
  const unknown = Object.keys(body).find((name) => name !== 'telegram' && name !== 'yookassa');
  if (unknown !== undefined) throw invalid(`unknown field ${unknown}; use telegram and yookassa`);
  const telegram = body['telegram'] as Record<string, unknown> | undefined;
  const yookassa = (body['yookassa'] ?? {}) as Record<string, unknown>;
  const telegramFault = telegram && parseTelegramFault(telegram);
  const apiFault = parseApiFault(yookassa);
  const webhookFault = parseWebhookFault(yookassa['webhooks']);
  const refundOutcome = parseRefundOutcome(yookassa['refunds']);
  if (telegramFault) parts.faults.current = telegramFault;
  if (apiFault) parts.apiFaults.current = apiFault;
  if (webhookFault) parts.webhooks.fault = webhookFault;
  if (refundOutcome) parts.cashier.refundOutcome = refundOutcome;
  return describeFaults(parts);
}

function describeFaults({ faults, apiFaults, webhooks, cashier }: ControlParts): unknown {
  const { mode, methods, remaining, retryAfterSeconds } = faults.current;
  const api = apiFaults.current;
  const { never, copies, delayMs, reorder } = webhooks.fault;
  return {
    telegram: { mode, methods, times: remaining, retry_after: retryAfterSeconds },
    yookassa: {
      api: api.mode,
      methods: api.methods,
      times: api.remaining,
      retry_after: api.retryAfterMs,
      webhooks: { never, duplicate: copies, delay_ms: delayMs, reorder },
      refunds: cashier.refundOutcome,
    },
  };
}
