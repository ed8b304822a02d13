// A table of routes for the control API: method, path pattern with {names}, handler. Handlers
// return what is answered as JSON (undefined: 204) or throw ControlError.

import { BodyMalformed, readJson } from '../http/body.ts';
import { sendJson, type Exchange } from '../http/reply.ts';
import { ControlError, invalid } from './errors.ts';

export interface ControlRequest {
  params: Record<string, string>;
  query: URLSearchParams;
  body: Record<string, unknown>;
  exchange: Exchange;
}

/** The handler wrote the response itself (a stream, a file). */
export const answered = Symbol('answered');

export type Handler = (request: ControlRequest) => unknown;

interface Route {
  method: string;
  pattern: RegExp;
  handler: Handler;
}

export class Router {
  private readonly routes: Route[] = [];

  /** `methods` may name several: 'PUT|POST'. */
  on(methods: string, path: string, handler: Handler): this {
    const pattern = new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
    for (const method of methods.split('|')) this.routes.push({ method, pattern, handler });
    return this;
  }

  async handle(exchange: Exchange): Promise<void> {
    try {
      const result = await this.dispatch(exchange);
      if (result === answered) return;
      if (result === undefined) exchange.response.writeHead(204).end();
      else sendJson(exchange.response, 200, result);
    } catch (error) {
      const known = error instanceof BodyMalformed ? invalid(error.message) : error;
      if (!(known instanceof ControlError)) throw error;
      exchange.request.resume();
      sendJson(exchange.response, known.status, {
        error: { code: known.code, message: known.message },
      });
    }
  }

  private async dispatch(exchange: Exchange): Promise<unknown> {
    const path = exchange.url.pathname;
    const fitting = this.routes.filter((route) => route.pattern.test(path));
    const route = fitting.find(({ method }) => method === exchange.request.method);
    if (!route) {
      if (fitting.length === 0)
        throw new ControlError(404, 'not-found', `no such control: ${path}`);
      throw new ControlError(
        405,
        'method-not-allowed',
        `use ${fitting.map(({ method }) => method).join(' or ')}`,
      );
    }
    const groups = route.pattern.exec(path)!.groups ?? {};
    const params = Object.fromEntries(
      Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    const body = ['POST', 'PUT', 'PATCH'].includes(exchange.request.method!)
      ? await readJson(exchange.request)
      : {};
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      throw invalid('body must be a JSON object');
    return route.handler({
      params,
      query: exchange.url.searchParams,
      body: body as Record<string, unknown>,
      exchange,
    });
  }
}
