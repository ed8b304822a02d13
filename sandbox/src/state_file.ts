// Keeps the whole state of the sandbox in one JSON file, so that a restart keeps chats and
// payments. Written as a temporary file and renamed, so a crash leaves the old or the new state,
// never half of one. Without a folder everything lives in memory and the uploads in a temporary
// folder that close() removes. Not a database: each save writes everything, which is right for one
// person's chats and wrong for load tests of history; saves are spaced by their own cost to stay
// under a tenth of the time.

import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const fastestSaveMs = 100;

export class StateFile<T extends object> {
  readonly value: T;
  readonly filesDir: string;
  private readonly path: string | null;
  private readonly temporaryDir: string | null = null;
  private timer: NodeJS.Timeout | null = null;
  private lastCostMs = 0;

  constructor(dir: string | null, fresh: () => T) {
    if (dir === null) {
      this.path = null;
      this.temporaryDir = mkdtempSync(join(tmpdir(), 'prokat-sandbox-'));
      this.filesDir = this.temporaryDir;
      this.value = fresh();
      return;
    }
    this.filesDir = join(dir, 'files');
    mkdirSync(this.filesDir, { recursive: true });
    this.path = join(dir, 'state.json');
    this.value = this.read() ?? fresh();
  }

  /** Call after every change; the file follows within a moment. */
  touch(): void {
    if (this.path === null || this.timer !== null) return;
    this.timer = setTimeout(() => this.flush(), Math.max(fastestSaveMs, 10 * this.lastCostMs));
  }

  flush(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.path === null) return;
    const started = performance.now();
    const temporary = `${this.path}.new`;
    writeFileSync(temporary, JSON.stringify(this.value), { mode: 0o600, flush: true });
    renameSync(temporary, this.path);
    this.lastCostMs = performance.now() - started;
  }

  close(): void {
    this.flush();
    if (this.temporaryDir !== null) rmSync(this.temporaryDir, { recursive: true, force: true });
  }

  private read(): T | null {
    let text: string;
    try {
      text = readFileSync(this.path!, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new Error(
        `${this.path} is not valid JSON; move it away to start with an empty sandbox`,
      );
    }
  }
}
