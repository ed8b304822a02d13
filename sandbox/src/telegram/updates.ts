// Hands updates to bots: long polling (one poller per bot, confirmed by offset) or a webhook (in
// order, repeated until the bot accepts). Both read the queue of the world; nothing is removed
// before it was confirmed. Not played: the real server's slowing of a poller that repeats one
// offset.

import { isIP } from 'node:net';
import { badRequest, BotApiError, conflict } from './errors.ts';
import type { Params } from './params.ts';
import type { BotState, Update } from './types.ts';
import { nowSeconds, type TelegramWorld } from './world.ts';

interface Poller {
  wake: () => void;
  terminate: (error: BotApiError) => void;
}

const maxTimeoutSeconds = 50;
const webhookTimeoutMs = 30_000;
const longestRetryMs = 60_000;

export class UpdateDelivery {
  private readonly pollers = new Map<number, Poller>();
  private readonly pushing = new Set<number>();
  private readonly retryTimers = new Map<number, NodeJS.Timeout>();
  private closed = false;

  constructor(private readonly world: TelegramWorld) {
    world.onUpdate = (bot) => {
      this.pollers.get(bot.me.id)?.wake();
      void this.push(bot);
    };
    for (const bot of Object.values(world.state.bots)) void this.push(bot);
  }

  /** `aborted` resolves when the caller hung up: its place is then free without a conflict. */
  async getUpdates(bot: BotState, params: Params, aborted: Promise<void>): Promise<Update[]> {
    if (bot.webhook) {
      throw conflict(
        "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    }
    const limit = Math.min(100, Math.max(1, params.int('limit', 100)));
    const timeoutMs = 1000 * Math.min(maxTimeoutSeconds, Math.max(0, params.int('timeout')));
    const allowed = params.json('allowed_updates', 'allowed updates');
    if (Array.isArray(allowed)) bot.allowedUpdates = allowed.map(String);
    this.terminatePoller(
      bot,
      'terminated by other getUpdates request; make sure that only one bot instance is running',
    );
    this.confirm(bot, params.int('offset'));
    this.world.dropExpiredUpdates(bot);
    if (bot.updates.length === 0 && timeoutMs > 0)
      await this.waitForUpdate(bot, timeoutMs, aborted);
    return bot.updates.slice(0, limit);
  }

  private confirm(bot: BotState, offset: number): void {
    if (offset > 0) this.world.dropUpdates(bot, offset);
    const kept = offset < 0 ? (bot.updates.at(offset) ?? bot.updates[0]) : undefined;
    if (kept) this.world.dropUpdates(bot, kept.update_id);
  }

  private waitForUpdate(bot: BotState, timeoutMs: number, aborted: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        if (this.pollers.get(bot.me.id) === poller) this.pollers.delete(bot.me.id);
        settle();
      };
      const poller: Poller = {
        wake: () => finish(resolve),
        terminate: (error) => finish(() => reject(error)),
      };
      const timer = setTimeout(poller.wake, timeoutMs);
      this.pollers.set(bot.me.id, poller);
      void aborted.then(poller.wake);
    });
  }

  private terminatePoller(bot: BotState, why: string): void {
    this.pollers.get(bot.me.id)?.terminate(conflict(why));
  }

  // ---- webhook

  setWebhook(bot: BotState, params: Params): true {
    const url = params.text('url');
    if (url === '') return this.deleteWebhook(bot, params);
    const secretToken = params.text('secret_token');
    if (!/^[A-Za-z0-9_-]{0,256}$/.test(secretToken))
      throw badRequest('secret token contains unallowed characters');
    if (!isAllowedWebhook(url))
      throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
    const allowed = params.json('allowed_updates', 'allowed updates');
    if (Array.isArray(allowed)) bot.allowedUpdates = allowed.map(String);
    if (params.flag('drop_pending_updates')) this.world.dropUpdates(bot, Infinity);
    const maxConnections = Math.min(100, Math.max(1, params.int('max_connections', 40)));
    bot.webhook = { url, secretToken, maxConnections, lastErrorDate: 0, lastErrorMessage: '' };
    this.terminatePoller(bot, 'terminated by setWebhook request');
    this.world.touched();
    void this.push(bot);
    return true;
  }

  deleteWebhook(bot: BotState, params: Params): true {
    bot.webhook = null;
    clearTimeout(this.retryTimers.get(bot.me.id));
    this.retryTimers.delete(bot.me.id);
    if (params.flag('drop_pending_updates')) this.world.dropUpdates(bot, Infinity);
    this.world.touched();
    return true;
  }

  webhookInfo(bot: BotState): Record<string, unknown> {
    const hook = bot.webhook;
    return {
      url: hook?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: bot.updates.length,
      ...(hook && { max_connections: hook.maxConnections }),
      ...(hook?.lastErrorDate && {
        last_error_date: hook.lastErrorDate,
        last_error_message: hook.lastErrorMessage,
      }),
      ...(bot.allowedUpdates.length > 0 && { allowed_updates: bot.allowedUpdates }),
    };
  }

  /** One update at a time, oldest first, so that order holds; a refusal pauses the whole queue. */
  private async push(bot: BotState, retryMs = 1000): Promise<void> {
    const id = bot.me.id;
    if (this.pushing.has(id) || this.retryTimers.has(id)) return;
    this.pushing.add(id);
    try {
      while (!this.closed && bot.webhook && bot.updates.length > 0) {
        const update = bot.updates[0]!;
        const failure = await deliver(bot.webhook, update);
        if (failure === null) {
          this.world.dropUpdates(bot, update.update_id + 1);
          retryMs = 1000;
          continue;
        }
        bot.webhook.lastErrorDate = nowSeconds();
        bot.webhook.lastErrorMessage = failure;
        this.retryTimers.set(
          id,
          setTimeout(() => {
            this.retryTimers.delete(id);
            void this.push(bot, Math.min(2 * retryMs, longestRetryMs));
          }, retryMs).unref(),
        );
        return;
      }
    } finally {
      this.pushing.delete(id);
    }
  }

  close(): void {
    this.closed = true;
    for (const poller of [...this.pollers.values()]) poller.wake();
    for (const timer of this.retryTimers.values()) clearTimeout(timer);
  }
}

async function deliver(
  hook: NonNullable<BotState['webhook']>,
  update: Update,
): Promise<string | null> {
  try {
    const answer = await fetch(hook.url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(hook.secretToken && { 'X-Telegram-Bot-Api-Secret-Token': hook.secretToken }),
      },
      body: JSON.stringify(update),
      redirect: 'manual',
      signal: AbortSignal.timeout(webhookTimeoutMs),
    });
    await answer.arrayBuffer();
    return answer.ok
      ? null
      : `Wrong response from the webhook: ${answer.status} ${answer.statusText}`;
  } catch (error) {
    return `Connection failed: ${(error as Error).message}`;
  }
}

/**
 * Deviation: Telegram takes https only; on this machine plain http to a loopback address is what
 * there is.
 */
function isAllowedWebhook(raw: string): boolean {
  try {
    const url = new URL(raw);
    const isLoopback =
      url.hostname === 'localhost' || (isIP(url.hostname) === 4 && url.hostname.startsWith('127.'));
    return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback);
  } catch {
    return false;
  }
}
