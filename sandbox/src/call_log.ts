// Remembers every call a provider API received and every answer it gave, for assertions such as
// "sent once". In memory only, newest kept; the control API reads it. Credentials are never part of
// an entry.

export interface Call {
  seq: number;
  at: string;
  service: 'telegram' | 'yookassa';
  method: string;
  params: unknown;
  /** Whose credentials were used: the bot's id or the shop id. */
  caller: string;
  /** HTTP status, or 0 while unanswered (long poll under way, or a played time-out). */
  status: number;
  result: unknown;
  fault: string | null;
}

const keepCalls = 20_000;

export class CallLog {
  private calls: Call[] = [];
  private nextSeq = 1;

  begin(service: Call['service'], caller: string, method: string, params: unknown): Call {
    const call: Call = {
      seq: this.nextSeq++,
      at: new Date().toISOString(),
      service,
      method,
      params,
      caller,
      status: 0,
      result: null,
      fault: null,
    };
    this.calls.push(call);
    if (this.calls.length > keepCalls) this.calls.splice(0, this.calls.length - keepCalls);
    return call;
  }

  find(filter: { service?: string; method?: string; after?: number; limit?: number }): Call[] {
    const found = this.calls.filter(
      (call) =>
        (!filter.service || call.service === filter.service) &&
        (!filter.method || call.method.toLowerCase() === filter.method.toLowerCase()) &&
        call.seq > (filter.after ?? 0),
    );
    return found.slice(-(filter.limit ?? 1000));
  }

  clear(): void {
    this.calls = [];
  }
}
