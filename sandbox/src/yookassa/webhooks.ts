// Sends YooKassa's notifications to the shop and repeats each until the shop answers exactly 200,
// for a day. Every attempt is recorded. Can be told to never send, to send copies, late, or in the
// wrong order.

import { randomUUID } from 'node:crypto';
import type { Delivery, YooKassaState } from './types.ts';

export interface WebhookFault {
  never: boolean;
  copies: number;
  delayMs: number;
  reorder: boolean;
}

export const normalWebhooks: WebhookFault = { never: false, copies: 1, delayMs: 0, reorder: false };

const keepTryingMs = 24 * 3600_000;
const firstRetryMs = 1000;
const longestRetryMs = 60_000;
const answerWithinMs = 10_000;
/** How long reordering holds an event back for another one to overtake it. */
const overtakeWithinMs = 1500;
const deliveriesKept = 5000;

export class Webhooks {
  fault: WebhookFault = { ...normalWebhooks };
  private readonly timers = new Set<NodeJS.Timeout>();
  private heldBack: Delivery[] = [];

  constructor(
    private readonly state: YooKassaState,
    private readonly save: () => void,
  ) {
    for (const delivery of state.deliveries) {
      if (delivery.state === 'waiting') this.schedule(delivery, firstRetryMs);
    }
  }

  announce(event: string, object: unknown, objectId: string): void {
    if (!this.state.webhookUrl) return;
    const body = JSON.stringify({ type: 'notification', event, object });
    const copies = this.fault.never ? 1 : this.fault.copies;
    for (let copy = 0; copy < copies; copy++) {
      const delivery: Delivery = {
        id: randomUUID(),
        event,
        object_id: objectId,
        url: this.state.webhookUrl,
        body,
        created_at: new Date().toISOString(),
        state: this.fault.never ? 'suppressed' : 'waiting',
        next_attempt_at: null,
        attempts: [],
      };
      this.state.deliveries.push(delivery);
      if (delivery.state === 'waiting') this.dispatch(delivery);
    }
    if (this.state.deliveries.length > deliveriesKept)
      this.state.deliveries.splice(0, this.state.deliveries.length - deliveriesKept);
    this.save();
  }

  /** Sends a recorded notification once more, as the merchant's cabinet can. */
  resend(delivery: Delivery): void {
    delivery.state = 'waiting';
    this.schedule(delivery, 0);
  }

  forget(): void {
    this.stop();
    this.state.deliveries = [];
    this.heldBack = [];
  }

  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  private dispatch(delivery: Delivery): void {
    if (!this.fault.reorder) {
      this.schedule(delivery, this.fault.delayMs);
      return;
    }
    this.heldBack.push(delivery);
    if (this.heldBack.length === 1) this.after(overtakeWithinMs, () => this.release());
    else this.release();
  }

  /** Newest first; the older ones follow a moment later, so that they really arrive after it. */
  private release(): void {
    const reversed = this.heldBack.reverse();
    this.heldBack = [];
    reversed.forEach((delivery, index) =>
      this.schedule(delivery, this.fault.delayMs + index * 200),
    );
  }

  private schedule(delivery: Delivery, inMs: number): void {
    delivery.next_attempt_at = new Date(Date.now() + inMs).toISOString();
    this.after(inMs, () => void this.attempt(delivery));
  }

  private after(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      action();
    }, ms);
    timer.unref();
    this.timers.add(timer);
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const { status, error } = await post(delivery.url, delivery.body);
    if (!this.state.deliveries.includes(delivery)) return;
    delivery.attempts.push({ at: new Date().toISOString(), status, error });
    delivery.next_attempt_at = null;
    if (status === 200) delivery.state = 'delivered';
    else if (Date.now() - Date.parse(delivery.created_at) > keepTryingMs)
      delivery.state = 'given_up';
    else
      this.schedule(
        delivery,
        Math.min(longestRetryMs, firstRetryMs * 2 ** (delivery.attempts.length - 1)),
      );
    this.save();
  }
}

async function post(url: string, body: string): Promise<{ status: number; error: string | null }> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(answerWithinMs),
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'AHC/2.1' },
    });
    await answer.arrayBuffer();
    return { status: answer.status, error: null };
  } catch (error) {
    const { message, cause } = error as Error;
    return { status: 0, error: cause instanceof Error ? `${message}: ${cause.message}` : message };
  }
}
