// The HTTP face of YooKassa's API v3 under /yookassa/v3: authenticates the shop, honours
// idempotence keys, logs, plays faults and gives every failure the documented error object.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { CallLog } from '../call_log.ts';
import { BodyMalformed, mediaType, readJson } from '../http/body.ts';
import { fallSilent, sendJson, type Exchange } from '../http/reply.ts';
import type { Cashier } from './cashier.ts';
import { invalidRequest, notFound, YooKassaError } from './errors.ts';
import { internalError, tooManyRequests, type YooKassaFaults } from './faults.ts';
import type { Json } from './fields.ts';
import * as methods from './methods.ts';

export interface ShopCredentials {
  shopId: string;
  secretKey: string;
}

interface Route {
  name: string;
  pattern: RegExp;
  run: (call: methods.Call) => unknown;
}

const routes: Route[] = [
  { name: 'POST /payments', pattern: /^\/payments$/, run: methods.createPayment },
  { name: 'GET /payments', pattern: /^\/payments$/, run: methods.listPayments },
  { name: 'GET /payments/{id}', pattern: /^\/payments\/([^/]+)$/, run: methods.getPayment },
  {
    name: 'POST /payments/{id}/capture',
    pattern: /^\/payments\/([^/]+)\/capture$/,
    run: methods.capturePayment,
  },
  {
    name: 'POST /payments/{id}/cancel',
    pattern: /^\/payments\/([^/]+)\/cancel$/,
    run: methods.cancelPayment,
  },
  { name: 'POST /refunds', pattern: /^\/refunds$/, run: methods.createRefund },
  { name: 'GET /refunds', pattern: /^\/refunds$/, run: methods.listRefunds },
  { name: 'GET /refunds/{id}', pattern: /^\/refunds\/([^/]+)$/, run: methods.getRefund },
  { name: 'POST /receipts', pattern: /^\/receipts$/, run: methods.createReceipt },
  { name: 'GET /receipts', pattern: /^\/receipts$/, run: methods.listReceipts },
  { name: 'GET /receipts/{id}', pattern: /^\/receipts\/([^/]+)$/, run: methods.getReceipt },
  {
    name: 'GET /me',
    pattern: /^\/me$/,
    run: ({ shopId }) => ({
      account_id: shopId,
      test: true,
      fiscalization_enabled: true,
      payment_methods: ['bank_card', 'sbp'],
      status: 'enabled',
    }),
  },
];

const keyShape = /^[0-9a-zA-Z+\-_.]{1,64}$/;
const keyKeptMs = 24 * 3600_000;

export class YooKassaApi {
  constructor(
    private readonly cashier: Cashier,
    private readonly faults: YooKassaFaults,
    private readonly calls: CallLog,
    /** null: any shop id and key are good. */
    private readonly credentials: ShopCredentials | null,
  ) {}

  /** `path` is what follows /yookassa/v3. */
  async handle(exchange: Exchange, path: string): Promise<void> {
    try {
      const shopId = this.authenticate(exchange.request.headers.authorization);
      const route = findRoute(exchange.request.method ?? 'GET', path);
      const body = await readBody(exchange);
      await this.call(exchange, shopId, route, path, body);
    } catch (error) {
      if (!(error instanceof YooKassaError)) throw error;
      exchange.request.resume();
      sendJson(exchange.response, error.status, error.body());
    }
  }

  private async call(
    exchange: Exchange,
    shopId: string,
    route: Route,
    path: string,
    body: Json,
  ): Promise<void> {
    const { request, response, url } = exchange;
    const entry = this.calls.begin('yookassa', shopId, route.name, {
      path,
      ...(url.search && { query: Object.fromEntries(url.searchParams) }),
      ...(request.method === 'POST' && {
        idempotence_key: request.headers['idempotence-key'] ?? null,
        body,
      }),
    });
    const fault = this.faults.take(route.name);
    entry.fault = fault?.mode ?? null;
    if (fault?.mode === 'timeout_before') return fallSilent(exchange);
    try {
      if (fault?.mode === '500_before') throw internalError();
      if (fault?.mode === '429') throw tooManyRequests(fault);
      const id = route.pattern.exec(path)?.[1] ?? '';
      const run = () =>
        route.run({ cashier: this.cashier, shopId, body, query: url.searchParams, id });
      const result =
        request.method === 'POST'
          ? this.once(request.headers['idempotence-key'], shopId, path, body, run)
          : run();
      entry.result = structuredClone(result);
      if (fault?.mode === '500_after_effect') throw internalError();
      entry.status = 200;
      if (fault?.mode === 'timeout_after_effect') return fallSilent(exchange);
      sendJson(response, 200, result);
    } catch (error) {
      if (!(error instanceof YooKassaError)) throw error;
      entry.status = error.status;
      entry.result ??= error.description;
      throw error;
    }
  }

  /**
   * One effect per key for a day. The same key with the same body gets the first answer again;
   * another body is refused. A refused request uses up no key.
   */
  private once(
    key: string | string[] | undefined,
    shopId: string,
    path: string,
    body: Json,
    run: () => unknown,
  ): unknown {
    if (typeof key !== 'string' || key === '')
      throw invalidRequest('Idempotence key is missing', 'Idempotence-Key');
    if (!keyShape.test(key))
      throw invalidRequest('Idempotence key is malformed', 'Idempotence-Key');
    const { answers } = this.cashier.state;
    const slot = `${shopId}/${key}`;
    const fingerprint = createHash('sha256')
      .update(`${path}\n${JSON.stringify(body)}`)
      .digest('hex');
    const earlier = answers[slot];
    if (earlier && Date.now() - earlier.at < keyKeptMs) {
      if (earlier.fingerprint !== fingerprint)
        throw invalidRequest('Idempotence key duplicated', 'Idempotence-Key');
      return earlier.body;
    }
    const result = run();
    answers[slot] = { fingerprint, body: structuredClone(result), at: Date.now() };
    return result;
  }

  private authenticate(header: string | undefined): string {
    const decoded = /^Basic (.+)$/i.exec(header ?? '')?.[1];
    const [shopId, secretKey] = splitOnce(Buffer.from(decoded ?? '', 'base64').toString('utf8'));
    const isKnown =
      this.credentials === null
        ? shopId !== '' && secretKey !== ''
        : same(shopId, this.credentials.shopId) && same(secretKey, this.credentials.secretKey);
    if (!isKnown) {
      throw new YooKassaError(
        401,
        'invalid_credentials',
        'Error in shopId or secret key. Check their validity. You can reissue the key in the Merchant Profile.',
        'Authorization',
      );
    }
    return shopId;
  }
}

function findRoute(method: string, path: string): Route {
  const fitting = routes.filter(({ pattern }) => pattern.test(path));
  const route = fitting.find(({ name }) => name.startsWith(`${method} `));
  if (route) return route;
  if (fitting.length === 0) throw notFound('Resource', 'path');
  throw new YooKassaError(405, 'invalid_request', `Method ${method} is not allowed`);
}

async function readBody({ request }: Exchange): Promise<Json> {
  if (request.method !== 'POST') return {};
  if (mediaType(request) !== 'application/json') {
    throw new YooKassaError(415, 'invalid_request', 'Content-Type must be application/json');
  }
  let body: unknown;
  try {
    body = await readJson(request);
  } catch (error) {
    if (!(error instanceof BodyMalformed)) throw error;
    throw invalidRequest('Body is not valid JSON');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalidRequest('Body must be an object');
  return body as Json;
}

function splitOnce(text: string): [string, string] {
  const colon = text.indexOf(':');
  return colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
}

function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
