// Failures of YooKassa's API on demand, set by the control API. The webhooks have their own in
// webhooks.ts.

import { YooKassaError } from './errors.ts';

export const apiFaultModes = [
  'none',
  '500_before',
  '500_after_effect',
  'timeout_before',
  'timeout_after_effect',
  '429',
] as const;
export type ApiFaultMode = (typeof apiFaultModes)[number];

export interface ApiFault {
  mode: ApiFaultMode;
  /** As in the call log, e.g. "POST /payments"; empty: every call. */
  methods: string[];
  remaining: number | null;
  retryAfterMs: number;
}

export const noApiFault: ApiFault = {
  mode: 'none',
  methods: [],
  remaining: null,
  retryAfterMs: 1000,
};

export class YooKassaFaults {
  current: ApiFault = { ...noApiFault };

  /** The fault that spoils this call, if any; takes one from its count. */
  take(method: string): ApiFault | null {
    const fault = this.current;
    if (fault.mode === 'none' || (fault.methods.length > 0 && !fault.methods.includes(method)))
      return null;
    const taken = { ...fault };
    if (fault.remaining !== null && --fault.remaining <= 0) this.current = { ...noApiFault };
    return taken;
  }
}

export const internalError = (): YooKassaError =>
  new YooKassaError(
    500,
    'internal_server_error',
    'Internal server error. Repeat the request with the same idempotence key',
    undefined,
    1000,
  );

export const tooManyRequests = ({ retryAfterMs }: ApiFault): YooKassaError =>
  new YooKassaError(429, 'too_many_requests', 'Too many requests', undefined, retryAfterMs);
