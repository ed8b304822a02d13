// A child process that belongs to one test: started on free ports, stopped by pid, its output kept for the report of a failure.
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

export async function until<T>(what: string, attempt: () => Promise<T | undefined | false>, limitMs = 20_000): Promise<T> {
  const end = Date.now() + limitMs;
  let last: unknown;
  for (;;) {
    try {
      const found = await attempt();
      if (found !== undefined && found !== false) return found;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms for ${what}${last ? `; last: ${last}` : ''}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export class Child {
  private output = '';
  private readonly process: ChildProcess;
  readonly exited: Promise<number | string>;

  constructor(readonly name: string, command: string, args: string[], env: Record<string, string>) {
    this.process = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    const keep = (chunk: Buffer): void => {
      this.output = (this.output + chunk.toString()).slice(-400_000);
    };
    this.process.stdout!.on('data', keep);
    this.process.stderr!.on('data', keep);
    this.exited = new Promise((resolve) => this.process.once('exit', (code, signal) => resolve(code ?? signal ?? 'gone')));
  }

  get running(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  get pid(): number {
    return this.process.pid!;
  }

  write(text: string): void {
    this.process.stdin!.write(text);
  }

  log(): string {
    return this.output;
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | string> {
    if (this.running) this.process.kill(signal);
    return this.exited;
  }

  /** SIGTERM, then SIGKILL when it takes more than 15 s. Returns the exit code. */
  async stop(): Promise<number | string> {
    if (!this.running) return this.exited;
    this.process.kill('SIGTERM');
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 15_000);
    const code = await this.exited;
    clearTimeout(timer);
    return code;
  }
}
