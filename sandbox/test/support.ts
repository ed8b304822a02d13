// What the tests share: a sandbox in this process on a free port, and short ways to speak to each
// of its sides.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach } from 'node:test';
import { deflateSync } from 'node:zlib';
import { crc32 } from './crc32.ts';
import { Sandbox, type SandboxOptions } from '../src/sandbox.ts';

export const token = '123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
export const operatorsChat = -100777000111;
export const anna = 1001;
export const webDir = new URL('../web', import.meta.url).pathname;

export type Answer = { status: number; body: any; headers: Headers };

export class World {
  private sandbox: Sandbox | null = null;
  url = '';

  async start(options: Partial<SandboxOptions> = {}): Promise<void> {
    this.sandbox = await Sandbox.start({
      port: 0,
      stateDir: null,
      webDir,
      shop: null,
      webhookUrl: null,
      ...options,
    });
    this.url = this.sandbox.url;
  }

  async stop(): Promise<void> {
    await this.sandbox?.stop();
  }

  async http(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const answer = await fetch(this.url + path, {
      method,
      signal: AbortSignal.timeout(20_000),
      redirect: 'manual',
      ...(body !== undefined && {
        body: typeof body === 'string' || body instanceof FormData ? body : JSON.stringify(body),
      }),
      headers: {
        ...(body !== undefined &&
          !(body instanceof FormData) && { 'Content-Type': 'application/json' }),
        ...headers,
      },
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.startsWith('application/json');
    return {
      status: answer.status,
      body: isJson ? JSON.parse(text) : text,
      headers: answer.headers,
    };
  }

  /** A Bot API call. */
  bot(method: string, params: object = {}, as = token): Promise<Answer> {
    return this.http('POST', `/telegram/bot${as}/${method}`, params);
  }

  /** The result of a Bot API call that has to succeed. */
  async result(method: string, params: object = {}): Promise<any> {
    const { status, body } = await this.bot(method, params);
    if (status !== 200) throw new Error(`${method}: ${JSON.stringify(body)}`);
    return body.result;
  }

  async control(method: string, path: string, body?: unknown): Promise<any> {
    const answer = await this.http(method, `/control/${path}`, body);
    if (answer.status >= 400) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** A person writes to the bot, which from then on may write to the person. */
  say(text: string, person = anna): Promise<any> {
    return this.control('POST', `telegram/users/${person}/messages`, { text });
  }

  async chat(chatId = anna): Promise<any> {
    return this.control('GET', `telegram/chats/${chatId}/messages`);
  }

  shop(
    method: string,
    path: string,
    body?: unknown,
    key?: string,
    credentials = 'shop:secret',
  ): Promise<Answer> {
    return this.http(method, `/yookassa/v3${path}`, body, {
      Authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      ...(key !== undefined && { 'Idempotence-Key': key }),
    });
  }

  /** A payment that has to be accepted. */
  async payment(fields: object = {}, key = crypto.randomUUID()): Promise<any> {
    const { status, body } = await this.shop(
      'POST',
      '/payments',
      { ...paymentBody, ...fields },
      key,
    );
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body;
  }

  pay(id: string): Promise<any> {
    return this.control('POST', `yookassa/payments/${id}/pay`);
  }
}

export const paymentBody = {
  amount: { value: '1500.00', currency: 'RUB' },
  capture: true,
  confirmation: { type: 'redirect', return_url: 'https://t.me/prokat_demo_bot' },
  description: 'Бронь PR-7K3M9QX',
};

/** One sandbox for all tests of a file, emptied before each. */
export function useWorld(options: Partial<SandboxOptions> = {}): World {
  const world = new World();
  before(() => world.start(options));
  beforeEach(async () => {
    await world.control('POST', 'reset');
    await world.bot('getMe');
  });
  after(() => world.stop());
  return world;
}

export interface Received {
  at: number;
  body: any;
  headers: Record<string, unknown>;
}

/** The shop's or bot's end of a webhook; answers with the next of `statuses`, then with 200. */
export class Receiver {
  readonly received: Received[] = [];
  statuses: number[] = [];
  private server: Server | null = null;
  url = '';

  async start(): Promise<void> {
    this.server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      this.received.push({
        at: Date.now(),
        body: JSON.parse(Buffer.concat(chunks).toString()),
        headers: request.headers,
      });
      response.writeHead(this.statuses.shift() ?? 200).end();
    });
    await new Promise<void>((resolve) => this.server!.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  async count(wanted: number, withinMs = 5000): Promise<void> {
    await until(() => this.received.length >= wanted, withinMs);
  }

  clear(): void {
    this.received.length = 0;
    this.statuses = [];
  }

  stop(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }
}

export function useReceiver(): Receiver {
  const receiver = new Receiver();
  before(() => receiver.start());
  beforeEach(() => receiver.clear());
  after(() => receiver.stop());
  return receiver;
}

export async function until(
  condition: () => boolean | Promise<boolean>,
  withinMs = 5000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not true within ${withinMs} ms`);
    await pause(20);
  }
}

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

/** A real PNG of one colour, made here because the sandbox measures what it is given. */
export function png(width: number, height: number, shade = 200): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(typed), 4);
    return Buffer.concat([frame.subarray(0, 4), typed, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const pixels = Buffer.alloc((width + 1) * height, shade);
  for (let row = 0; row < height; row++) pixels[row * (width + 1)] = 0;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

export function photoForm(fields: Record<string, string>, bytes: Buffer = png(900, 600)): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('photo', blob(bytes), 'photo.png');
  return form;
}

export const blob = (bytes: Buffer): Blob => new Blob([new Uint8Array(bytes)]);
