// Failures of Telegram on demand, set by the control API. A fault may be limited to some methods
// and to a number of calls; it then ends by itself.

import { BotApiError } from './errors.ts';

export const telegramFaultModes = [
  'none',
  'outage',
  'timeout_before',
  'timeout_after_effect',
  'too_many_requests',
  'photo_fail',
  'blocked',
] as const;
export type TelegramFaultMode = (typeof telegramFaultModes)[number];

export interface TelegramFault {
  mode: TelegramFaultMode;
  /** Lower case; empty: the mode's own default. */
  methods: string[];
  /** How many calls it still spoils; null: until switched off. */
  remaining: number | null;
  retryAfterSeconds: number;
}

export const noTelegramFault: TelegramFault = {
  mode: 'none',
  methods: [],
  remaining: null,
  retryAfterSeconds: 1,
};

const photoMethods = ['sendphoto', 'sendmediagroup', 'editmessagemedia'];

export class TelegramFaults {
  current: TelegramFault = { ...noTelegramFault };

  /** The fault that spoils this call, if any; takes one from its count. */
  take(method: string): TelegramFault | null {
    const fault = this.current;
    if (fault.mode === 'none' || !spoils(fault, method)) return null;
    const taken = { ...fault };
    if (fault.remaining !== null && --fault.remaining <= 0) this.current = { ...noTelegramFault };
    return taken;
  }
}

function spoils({ mode, methods }: TelegramFault, method: string): boolean {
  if (methods.length > 0) return methods.includes(method);
  switch (mode) {
    case 'outage':
      return true;
    case 'photo_fail':
      return photoMethods.includes(method);
    default:
      // Reading goes on by default: what breaks in practice is sending.
      return !method.startsWith('get');
  }
}

/**
 * The error of a fault that answers as the Bot API does; null for those that act on the connection.
 */
export function faultError({ mode, retryAfterSeconds }: TelegramFault): BotApiError | null {
  switch (mode) {
    case 'too_many_requests':
      return new BotApiError(
        429,
        `Too Many Requests: retry after ${retryAfterSeconds}`,
        retryAfterSeconds,
      );
    case 'photo_fail':
      return new BotApiError(400, 'Bad Request: IMAGE_PROCESS_FAILED');
    case 'blocked':
      return new BotApiError(403, 'Forbidden: bot was blocked by the user');
    default:
      return null;
  }
}
