// Where things are: this runs from tests/dist, the binary is the one that was built for the tests.
import { resolve } from 'node:path';

export const root = resolve(new URL('.', import.meta.url).pathname, '../..');
export const binary = resolve(root, process.env['PROKAT_BINARY'] ?? 'build/dev/prokat');
export const long = process.env['PROKAT_TEST_LONG'] === '1';
