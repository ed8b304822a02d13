// Bundles each *.test.ts into dist/ for Node's test runner. esbuild only strips types; `npm run check` verifies them.
import { readdir, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const root = new URL('.', import.meta.url).pathname;
const tests = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules'));
await rm(`${root}dist`, { recursive: true, force: true });
await build({
  entryPoints: tests.map((name) => `${root}${name}`),
  outdir: `${root}dist`,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
});
