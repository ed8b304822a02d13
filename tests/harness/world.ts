// A whole world for one test: database, Redis, sandbox and Prokat, in one process or split into several, on free ports of loopback.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Contract } from './contract.ts';
import { Database, type Content } from './database.ts';
import { binary } from './paths.ts';
import { Child, freePort, until } from './process.ts';
import { operatorsChatId, Sandbox } from './sandbox.ts';

export type Shape = 'whole' | 'split';

export interface WorldOptions {
  shape?: Shape;
  content?: Content;
  env?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: any;
}

interface Instance {
  name: string;
  services: string;
  httpPort: number;
  internalPort: number;
  opsPort: number;
  child?: Child;
}

/** In the split shape booking and bot run twice each, everything else once: what Kubernetes would do. */
const splitShape = ['objects,addons,auth,payments,notifications,audit', 'booking', 'booking', 'bot', 'bot'];

export class World {
  readonly adminToken = randomBytes(24).toString('base64url');
  private readonly instances: Instance[] = [];
  private readonly env: Record<string, string> = {};
  private judge: Contract | undefined;

  private constructor(readonly database: Database, readonly sandbox: Sandbox, private readonly dir: string, readonly url: string, readonly shape: Shape) {}

  static async start({ shape = 'whole', content = 'demo', env = {} }: WorldOptions = {}): Promise<World> {
    const database = await Database.create(content);
    const services = shape === 'whole' ? ['all'] : splitShape;
    const instances: Instance[] = [];
    for (const [index, list] of services.entries()) {
      instances.push({ name: `prokat-${index}`, services: list, httpPort: await freePort(), internalPort: await freePort(), opsPort: await freePort() });
    }
    const url = `http://127.0.0.1:${instances[0]!.httpPort}`;
    const webhookSecret = randomBytes(12).toString('hex');
    const sandbox = await Sandbox.start(`${url}/webhooks/yookassa/${webhookSecret}`);
    const world = new World(database, sandbox, await mkdtemp(join(tmpdir(), 'prokat-world-')), url, shape);
    world.instances.push(...instances);
    await world.prepare(webhookSecret, env);
    await Promise.all(instances.map((instance) => world.launch(instance)));
    return world;
  }

  private async prepare(webhookSecret: string, extra: Record<string, string>): Promise<void> {
    const keyFile = join(this.dir, 'master.key');
    await writeFile(keyFile, randomBytes(32), { mode: 0o600 });
    const internal = (service: string): string =>
      this.instances.filter(({ services }) => services.split(',').includes(service)).map(({ internalPort }) => `http://127.0.0.1:${internalPort}`).join(',');
    Object.assign(this.env, {
      PROKAT_DATABASE_URL: this.database.url,
      PROKAT_REDIS_URL: process.env['PROKAT_TEST_REDIS_URL'] ?? '',
      PROKAT_STORAGE_DIR: this.database.storageDir,
      PROKAT_MASTER_KEY_FILE: keyFile,
      PROKAT_INTERNAL_SECRET: randomBytes(24).toString('base64url'),
      PROKAT_DEMO_ADMIN_TOKEN: this.adminToken,
      PROKAT_TELEGRAM_TOKEN: `77000${Math.floor(Math.random() * 90000) + 10000}:${randomBytes(30).toString('base64url').slice(0, 35)}`,
      PROKAT_TELEGRAM_API_URL: `${this.sandbox.url}/telegram`,
      PROKAT_TELEGRAM_OPERATORS_CHAT_ID: String(operatorsChatId),
      PROKAT_YOOKASSA_SHOP_ID: '100500',
      PROKAT_YOOKASSA_SECRET_KEY: 'test_sandbox',
      PROKAT_YOOKASSA_API_URL: `${this.sandbox.url}/yookassa/v3`,
      PROKAT_YOOKASSA_WEBHOOK_SECRET: webhookSecret,
      PROKAT_HTTP_PUBLIC_URL: this.url,
      PROKAT_PAYMENTS_RETURN_URL: `${this.sandbox.url}/chat`,
    });
    if (this.shape === 'split') {
      for (const service of ['auth', 'objects', 'addons', 'booking', 'payments', 'notifications']) this.env[`PROKAT_SERVICES_${service.toUpperCase()}_URL`] = internal(service);
      this.env['PROKAT_DATABASE_CONNECTIONS'] = '4';
    }
    Object.assign(this.env, extra);
  }

  private async launch(instance: Instance): Promise<void> {
    instance.child = new Child(instance.name, binary, ['serve', `--services=${instance.services}`], {
      ...this.env,
      PROKAT_HTTP_LISTEN: `127.0.0.1:${instance.httpPort}`,
      PROKAT_INTERNAL_LISTEN: `127.0.0.1:${instance.internalPort}`,
      PROKAT_OPS_LISTEN: `127.0.0.1:${instance.opsPort}`,
    });
    const child = instance.child;
    await until(`${instance.name} (${instance.services}) to be ready`, async () => {
      if (!child.running) throw new Error(`it ended: ${child.log().slice(-3000)}`);
      return (await fetch(`http://127.0.0.1:${instance.opsPort}/readyz`)).ok;
    }, 30_000);
  }

  /** The public address of the process that serves a resource: one address in the whole shape, the service's in the split one. */
  private addressOf(path: string): string {
    if (this.shape === 'whole') return this.url;
    const service = /^\/api\/v1\/(quotes|bookings|promo-codes|objects\/[^/]+\/blocks)(?!.*\/payments)/.test(path) ? 'booking' : 'objects';
    const instance = this.instances.find(({ services }) => services.split(',').includes(service))!;
    return `http://127.0.0.1:${instance.httpPort}`;
  }

  async api(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const sent: Record<string, string> = {
      authorization: `Bearer ${this.adminToken}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    };
    if (!sent['authorization']) delete sent['authorization']; // an empty one is a wrong one: nobody in particular sends none
    const response = await fetch(`${this.addressOf(path)}${path}`, {
      method,
      headers: sent,
      ...(body !== undefined && { body: typeof body === 'string' || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body) }),
    });
    const text = await response.text();
    let parsed: unknown = text;
    if (/json/.test(response.headers.get('content-type') ?? '')) parsed = JSON.parse(text);
    (await this.contract()).check(method, path, response.status, response.headers.get('content-type') ?? '', parsed);
    return { status: response.status, headers: response.headers, body: parsed };
  }

  /** The contract as the server serves it. */
  async contract(): Promise<Contract> {
    this.judge ??= new Contract(await (await fetch(`${this.url}/api/openapi.json`)).json());
    return this.judge;
  }

  /** The environment Prokat runs with, for its other commands. */
  get environment(): Record<string, string> {
    return { ...this.env };
  }

  /** Moves business time in every process. */
  async moveClock(seconds: number): Promise<void> {
    for (const { opsPort } of this.instances) {
      const response = await fetch(`http://127.0.0.1:${opsPort}/clock`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ offset_seconds: seconds }),
      });
      assert.equal(response.status, 200, await response.text());
    }
  }

  /** Of all processes, one after another. */
  async metrics(): Promise<string> {
    const pages = await Promise.all(this.instances.map(async ({ opsPort }) => (await fetch(`http://127.0.0.1:${opsPort}/metrics`)).text()));
    return pages.join('\n');
  }

  async killAll(): Promise<void> {
    await Promise.all(this.instances.map(({ child }) => child!.kill('SIGKILL')));
  }

  async startAgain(): Promise<void> {
    await Promise.all(this.instances.map((instance) => this.launch(instance)));
  }

  logs(): string {
    return this.instances.map(({ name, child }) => `--- ${name}\n${child?.log() ?? ''}`).join('\n');
  }

  /** A sanitizer's report or a failed task in any process fails the test that was running. */
  assertHealthy(): void {
    for (const { name, child } of this.instances) {
      const complaint = /(ERROR: AddressSanitizer|runtime error:|LeakSanitizer|"event":"task\.failed"|"event":"http\.internal_error")[^\n]*/.exec(child?.log() ?? '');
      assert.equal(complaint, null, `${name}: ${complaint?.[0]}`);
    }
  }

  /** For whoever looks into a failure afterwards: PROKAT_TEST_LOG_DIR. */
  private async keepLogs(): Promise<void> {
    const dir = process.env['PROKAT_TEST_LOG_DIR'];
    if (!dir) return;
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, `${this.database.name}.log`), `${this.logs()}\n--- sandbox\n${this.sandbox.log()}`);
  }

  async stop(): Promise<void> {
    const codes = await Promise.all(this.instances.map(async ({ child }) => child!.stop()));
    await this.keepLogs();
    this.assertHealthy();
    await this.sandbox.stop();
    await this.database.drop();
    await rm(this.dir, { recursive: true, force: true });
    assert.deepEqual(codes.filter((code) => code !== 0 && code !== 'SIGKILL'), [], `exit codes; ${this.logs().slice(-2000)}`);
  }
}
