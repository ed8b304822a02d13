// Puts the sandbox together: one HTTP server on loopback whose paths are the providers, the pages
// and the control API. main.ts starts it as a program; tests start it in their own process on a
// free port.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CallLog } from './call_log.ts';
import { controlRouter } from './control/api.ts';
import type { Router } from './control/router.ts';
import { sendAsset } from './http/assets.ts';
import { sendJson, sendText, type Exchange } from './http/reply.ts';
import { LiveFeed } from './live_feed.ts';
import { StateFile } from './state_file.ts';
import { TelegramApi } from './telegram/api.ts';
import { TelegramFaults } from './telegram/faults.ts';
import type { TelegramState } from './telegram/types.ts';
import { UpdateDelivery } from './telegram/updates.ts';
import { freshTelegramState, TelegramWorld } from './telegram/world.ts';
import { YooKassaApi, type ShopCredentials } from './yookassa/api.ts';
import { Cashier } from './yookassa/cashier.ts';
import { YooKassaFaults } from './yookassa/faults.ts';
import { PayPage } from './yookassa/pay_page.ts';
import { freshYooKassaState, type YooKassaState } from './yookassa/types.ts';
import { Webhooks } from './yookassa/webhooks.ts';

export interface SandboxOptions {
  /** 0: any free port. */
  port: number;
  /** null: nothing outlives the process. */
  stateDir: string | null;
  /** The bundled pages. */
  webDir: string;
  shop: ShopCredentials | null;
  /** Replaces the saved address when given. */
  webhookUrl: string | null;
}

interface State {
  telegram: TelegramState;
  yookassa: YooKassaState;
}

const sweepEveryMs = 5000;

export class Sandbox {
  private constructor(
    private readonly server: Server,
    readonly url: string,
    private readonly parts: {
      state: StateFile<State>;
      feed: LiveFeed;
      updates: UpdateDelivery;
      webhooks: Webhooks;
      sweeping: NodeJS.Timeout;
    },
  ) {}

  static async start(options: SandboxOptions): Promise<Sandbox> {
    let route: (exchange: Exchange) => Promise<void> = async ({ response }) =>
      sendText(response, 503, 'text/plain', 'starting\n');
    const server = createServer((request, response) => void answer(route, request, response));
    // The default of 5 s would close idle keep-alive connections under a client's feet between two
    // polls.
    server.keepAliveTimeout = 75_000;
    await listen(server, options.port);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    const state = new StateFile<State>(options.stateDir, () => ({
      telegram: freshTelegramState(),
      yookassa: freshYooKassaState(),
    }));
    const save = () => state.touch();
    if (options.webhookUrl !== null) state.value.yookassa.webhookUrl = options.webhookUrl;

    const feed = new LiveFeed();
    const calls = new CallLog();
    const world = new TelegramWorld(state.value.telegram, state.filesDir, feed, save);
    const updates = new UpdateDelivery(world);
    const faults = new TelegramFaults();
    const telegram = new TelegramApi(world, updates, faults, calls);
    const webhooks = new Webhooks(state.value.yookassa, save);
    const cashier = new Cashier(
      state.value.yookassa,
      url,
      (event, object, id) => webhooks.announce(event, object, id),
      save,
    );
    const apiFaults = new YooKassaFaults();
    const yookassa = new YooKassaApi(cashier, apiFaults, calls, options.shop);
    const control = controlRouter({
      world,
      api: telegram,
      faults,
      feed,
      cashier,
      webhooks,
      save,
      calls,
      apiFaults,
    });
    route = (exchange) =>
      dispatch(exchange, {
        telegram,
        yookassa,
        control,
        payPage: new PayPage(cashier),
        webDir: options.webDir,
      });

    const sweeping = setInterval(() => cashier.sweep(), sweepEveryMs);
    return new Sandbox(server, url, { state, feed, updates, webhooks, sweeping });
  }

  async stop(): Promise<void> {
    const { state, feed, updates, webhooks, sweeping } = this.parts;
    clearInterval(sweeping);
    webhooks.stop();
    updates.close();
    feed.close();
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeIdleConnections();
    setTimeout(() => this.server.closeAllConnections(), 500).unref();
    await closed;
    state.close();
  }
}

interface Destinations {
  telegram: TelegramApi;
  yookassa: YooKassaApi;
  control: Router;
  payPage: PayPage;
  webDir: string;
}

async function dispatch(exchange: Exchange, to: Destinations): Promise<void> {
  const { response, url } = exchange;
  const path = url.pathname;
  if (path.startsWith('/telegram/'))
    return to.telegram.handle(exchange, path.slice('/telegram/'.length));
  if (path.startsWith('/yookassa/v3/'))
    return to.yookassa.handle(exchange, path.slice('/yookassa/v3'.length));
  if (path.startsWith('/control/')) return to.control.handle(exchange);
  const pay = /^\/yookassa\/pay\/([^/]+)$/.exec(path);
  if (pay) return to.payPage.handle(exchange, pay[1]!);
  const asset = /^\/assets\/([^/]+)$/.exec(path);
  if (asset) return sendAsset(exchange, to.webDir, asset[1]!);
  switch (path) {
    case '/':
      return sendAsset(exchange, to.webDir, 'index.html');
    case '/chat':
    case '/operators':
      return sendAsset(exchange, to.webDir, 'chat.html');
    case '/healthz':
      return sendText(response, 200, 'text/plain', 'ok\n');
    default:
      sendText(response, 404, 'text/plain', 'not found\n');
  }
}

async function answer(
  route: (exchange: Exchange) => Promise<void>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await route({ request, response, url: new URL(request.url ?? '/', 'http://127.0.0.1') });
  } catch (error) {
    if (request.destroyed && !request.complete) return;
    console.error(`sandbox: ${request.method} failed:`, error);
    if (!response.headersSent)
      sendJson(response, 500, { error: { code: 'sandbox-bug', message: String(error) } });
    else response.destroy();
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
