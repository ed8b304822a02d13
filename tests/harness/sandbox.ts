// The sandbox as a test sees it: a person's hands in the chat, the cashier's buttons, faults, and what was called.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './paths.ts';
import { Child, freePort, until } from './process.ts';

export const operatorsChatId = -100777000111;

export interface InlineButton {
  text: string;
  callback_data?: string;
  url?: string;
}

export interface ChatMessage {
  message_id: number;
  from: { is_bot: boolean; first_name: string };
  text?: string;
  caption?: string;
  photo?: unknown[];
  media_group_id?: string;
  reply_markup?: { inline_keyboard: InlineButton[][] };
  deleted: boolean;
  edits: number;
  history: string[];
}

export const textOf = (message: ChatMessage): string => message.text ?? message.caption ?? '';
export const buttonsOf = (message: ChatMessage): InlineButton[] => message.reply_markup?.inline_keyboard.flat() ?? [];

export class Sandbox {
  private child!: Child;
  readonly url: string;

  private constructor(readonly port: number, private readonly stateDir: string, private readonly webhookUrl: string) {
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(webhookUrl: string): Promise<Sandbox> {
    const sandbox = new Sandbox(await freePort(), await mkdtemp(join(tmpdir(), 'prokat-sandbox-')), webhookUrl);
    await sandbox.launch();
    return sandbox;
  }

  private async launch(): Promise<void> {
    this.child = new Child('sandbox', process.execPath, [join(root, 'sandbox/dist/main.js')], {
      PROKAT_SANDBOX_PORT: String(this.port),
      PROKAT_SANDBOX_STATE_DIR: this.stateDir,
      PROKAT_SANDBOX_YOOKASSA_WEBHOOK_URL: this.webhookUrl,
    });
    await until('the sandbox', async () => (await fetch(`${this.url}/healthz`)).ok);
  }

  async stop(): Promise<void> {
    await this.child.stop();
    await rm(this.stateDir, { recursive: true, force: true });
  }

  log(): string {
    return this.child.log();
  }

  async control<T = any>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/control${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    assert.ok(response.ok, `sandbox ${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  faults(faults: unknown): Promise<unknown> {
    return this.control('PUT', '/faults', faults);
  }

  noFaults(): Promise<unknown> {
    return this.control('DELETE', '/faults');
  }

  async calls(service: 'telegram' | 'yookassa', method?: string): Promise<{ method: string; params: any }[]> {
    return (await this.control('GET', `/calls?service=${service}${method ? `&method=${encodeURIComponent(method)}` : ''}`)).items;
  }

  person(id: number): Person {
    return new Person(this, id, id);
  }

  async messages(chatId: number): Promise<ChatMessage[]> {
    const { messages } = await this.control<{ messages: ChatMessage[] }>('GET', `/telegram/chats/${chatId}/messages`);
    return messages.filter((message) => !message.deleted);
  }

  /** The newest message of the chat for which `fits` holds, as soon as there is one. */
  message(chatId: number, what: string, fits: (message: ChatMessage) => boolean, limitMs = 20_000): Promise<ChatMessage> {
    return until(`${what} in chat ${chatId}`, async () => {
      const all = await this.messages(chatId);
      const found = all.reverse().find(fits);
      if (!found) throw new Error(`there: ${all.slice(0, 4).map((m) => `«${textOf(m).slice(0, 160)}» [${buttonsOf(m).map((b) => b.text).join('|')}]`).join('; ')}`);
      return found;
    }, limitMs);
  }

  async payments(): Promise<any[]> {
    return (await this.control('GET', '/yookassa/payments')).items;
  }
}

export class Person {
  constructor(private readonly sandbox: Sandbox, readonly id: number, readonly chatId: number) {}

  say(text: string): Promise<unknown> {
    return this.sandbox.control('POST', `/telegram/users/${this.id}/messages`, { text });
  }

  shareContact(): Promise<unknown> {
    return this.sandbox.control('POST', `/telegram/users/${this.id}/contact`, {});
  }

  sees(what: string, pattern: RegExp, limitMs?: number): Promise<ChatMessage> {
    return this.sandbox.message(this.chatId, what, (message) => message.from.is_bot && pattern.test(textOf(message)), limitMs);
  }

  /** Waits for a bot's message with a button whose text fits, and taps it; a link button is returned instead of tapped. */
  async taps(button: RegExp, limitMs?: number): Promise<InlineButton> {
    const message = await this.sandbox.message(this.chatId, `a button ${button}`,
      (found) => found.from.is_bot && buttonsOf(found).some((b) => button.test(b.text)), limitMs);
    const found = buttonsOf(message).find((b) => button.test(b.text))!;
    if (found.callback_data !== undefined) {
      await this.sandbox.control('POST', `/telegram/users/${this.id}/taps`, { message_id: message.message_id, data: found.callback_data });
    }
    return found;
  }
}
