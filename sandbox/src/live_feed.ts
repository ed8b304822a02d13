// Server-sent events for the pages: every visible change is published here and reaches the open
// tabs. A tab that reconnects loads the full state again, so nothing is kept or replayed.

import type { ServerResponse } from 'node:http';

export interface FeedEvent {
  type: string;
  [field: string]: unknown;
}

const keepAliveMs = 15_000;

export class LiveFeed {
  private readonly tabs = new Set<ServerResponse>();
  private readonly keepAlive = setInterval(() => this.write(': still here\n\n'), keepAliveMs);

  constructor() {
    this.keepAlive.unref();
  }

  attach(response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.write('retry: 500\n\n');
    this.tabs.add(response);
    response.on('close', () => this.tabs.delete(response));
  }

  publish(event: FeedEvent): void {
    this.write(`data: ${JSON.stringify(event)}\n\n`);
  }

  close(): void {
    clearInterval(this.keepAlive);
    for (const tab of this.tabs) tab.end();
    this.tabs.clear();
  }

  private write(text: string): void {
    for (const tab of this.tabs) tab.write(text);
  }
}
