// Bundles the sandbox into dist/: the server (dist/main.js), the pages (dist/web) and, with --tests,
// the test files (dist/test/*.test.js). esbuild only strips types; `npm run check` is what verifies them.
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const root = new URL('.', import.meta.url).pathname;
const withTests = process.argv.includes('--tests');

// Some CommonJS dependencies call require(); an ES module bundle has to bring one along.
const requireShim = {
  js:
    "import { createRequire as __createRequire } from 'node:module';\n" +
    'const require = __createRequire(import.meta.url);',
};

const forNode = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  banner: requireShim,
  sourcemap: true,
  logLevel: 'warning',
};

await rm(`${root}dist/test`, { recursive: true, force: true });
await mkdir(`${root}dist/web`, { recursive: true });

const jobs = [
  build({ ...forNode, entryPoints: [`${root}src/main.ts`], outfile: `${root}dist/main.js` }),
  build({
    entryPoints: {
      chat: `${root}web/chat/main.tsx`,
      pay: `${root}web/pay/pay.ts`,
      index: `${root}web/index/index.ts`,
    },
    outdir: `${root}dist/web`,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    sourcemap: true,
    logLevel: 'warning',
  }),
  ...['chat', 'index'].map((page) =>
    cp(`${root}web/${page}/${page}.html`, `${root}dist/web/${page}.html`),
  ),
];
if (withTests) {
  const tests = (await readdir(`${root}test`)).filter((name) => name.endsWith('.test.ts'));
  jobs.push(
    build({
      ...forNode,
      entryPoints: tests.map((name) => `${root}test/${name}`),
      outdir: `${root}dist/test`,
      // The SDKs and the browser driver load their own files: leave them in node_modules.
      external: ['@axe-core/playwright', 'grammy', '@a2seven/yoo-checkout', 'playwright-core'],
    }),
  );
}
await Promise.all(jobs);
