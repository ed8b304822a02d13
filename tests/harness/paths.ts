// Where things are: this runs bundled, somewhere below tests/dist; the binary is the one that was built for the tests.
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

function findRoot(from: string): string {
  if (existsSync(join(from, 'CMakePresets.json'))) return from;
  if (dirname(from) === from) throw new Error('the checkout is not above this file');
  return findRoot(dirname(from));
}

export const root = findRoot(new URL('.', import.meta.url).pathname);
export const binary = resolve(root, process.env['PROKAT_BINARY'] ?? 'build/dev/prokat');
export const long = process.env['PROKAT_TEST_LONG'] === '1';
