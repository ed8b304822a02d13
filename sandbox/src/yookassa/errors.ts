// A YooKassa failure in its wire shape.

import { randomUUID } from 'node:crypto';

export class YooKassaError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly description: string,
    readonly parameter?: string,
    readonly retryAfterMs?: number,
  ) {
    super(description);
  }

  body(): Record<string, unknown> {
    return {
      type: 'error',
      id: randomUUID(),
      code: this.code,
      description: this.description,
      ...(this.parameter !== undefined && { parameter: this.parameter }),
      ...(this.retryAfterMs !== undefined && { retry_after: this.retryAfterMs }),
    };
  }
}

export const invalidRequest = (description: string, parameter?: string): YooKassaError =>
  new YooKassaError(400, 'invalid_request', description, parameter);

export const notFound = (what: string, parameter: string): YooKassaError =>
  new YooKassaError(
    404,
    'not_found',
    `Incorrect ${parameter}. ${what} doesn't exist or access denied. Specify existing ${parameter}.`,
    parameter,
  );
