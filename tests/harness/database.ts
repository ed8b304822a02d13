// A fresh database for each world, cloned from a template that is migrated and filled with the demo business once per run.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { binary, root } from './paths.ts';

const run = promisify(execFile);

function serverUrl(): URL {
  const url = process.env['PROKAT_TEST_DATABASE_URL'];
  if (!url) throw new Error('PROKAT_TEST_DATABASE_URL is not set: run ./test, or point it at a private PostgreSQL');
  return new URL(url);
}

function urlOf(database: string): string {
  const url = serverUrl();
  url.pathname = `/${database}`;
  return url.toString();
}

async function onServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: serverUrl().toString() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export type Content = 'empty' | 'demo';

/** Photos of the demo lie in a folder that goes with the template. */
export interface Template {
  database: string;
  storageDir: string;
}

const templates = new Map<Content, Promise<Template>>();

function template(content: Content): Promise<Template> {
  let made = templates.get(content);
  if (!made) {
    made = makeTemplate(content);
    templates.set(content, made);
  }
  return made;
}

async function makeTemplate(content: Content): Promise<Template> {
  const database = `prokat_template_${content}_${process.pid}`;
  const storageDir = await mkdtemp(join(tmpdir(), 'prokat-storage-'));
  await onServer((client) => client.query(`CREATE DATABASE ${database}`));
  await run(binary, ['migrate'], { env: { ...process.env, PROKAT_DATABASE_URL: urlOf(database) } });
  if (content === 'demo') await run(join(root, 'scripts/load-demo'), [urlOf(database), storageDir]);
  return { database, storageDir };
}

export class Database {
  private constructor(readonly name: string, readonly url: string, readonly storageDir: string, readonly pool: pg.Pool) {}

  static async create(content: Content): Promise<Database> {
    const { database, storageDir } = await template(content);
    const name = `prokat_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
    await onServer((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${database}`));
    const pool = new pg.Pool({ connectionString: urlOf(name), max: 4 });
    pool.on('error', () => {}); // a test may stop the server
    return new Database(name, urlOf(name), storageDir, pool);
  }

  async rows<Row = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return (await this.pool.query(sql, parameters)).rows as Row[];
  }

  async one<Row = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<Row> {
    const rows = await this.rows<Row>(sql, parameters);
    if (rows.length !== 1) throw new Error(`${rows.length} rows instead of one: ${sql}`);
    return rows[0]!;
  }

  async count(table: string): Promise<number> {
    return Number((await this.one<{ n: string }>(`SELECT count(*) AS n FROM ${table}`)).n);
  }

  async drop(): Promise<void> {
    await this.pool.end();
    await onServer((client) => client.query(`DROP DATABASE IF EXISTS ${this.name} WITH (FORCE)`));
  }
}

export async function dropTemplates(): Promise<void> {
  for (const made of templates.values()) {
    const { database, storageDir } = await made;
    await onServer((client) => client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`));
    await rm(storageDir, { recursive: true, force: true });
  }
  templates.clear();
}
