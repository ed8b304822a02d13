// Serves the bundled pages and their scripts from one folder. Names are single path segments, so
// nothing outside it can be asked for.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sendText, type Exchange } from './reply.ts';

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  map: 'application/json',
  svg: 'image/svg+xml',
};

export async function sendAsset({ response }: Exchange, dir: string, name: string): Promise<void> {
  const type = types[name.split('.').at(-1) ?? ''];
  if (!/^[a-z0-9_.-]+$/.test(name) || type === undefined)
    return sendText(response, 404, 'text/plain', 'not found\n');
  let bytes: Buffer;
  try {
    bytes = await readFile(join(dir, name));
  } catch {
    return sendText(response, 404, 'text/plain', `${name} is not built: run npm run build\n`);
  }
  sendText(response, 200, type, bytes, { 'Cache-Control': 'no-cache' });
}
