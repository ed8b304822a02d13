// The program as ./run starts it: ready line, state that survives a restart, clear refusals, clean
// stop.

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { World, anna, photoForm } from './support.ts';

const program = new URL('../main.js', import.meta.url).pathname;
const stateDir = await mkdtemp(join(tmpdir(), 'prokat-sandbox-test-'));
after(() => rm(stateDir, { recursive: true }));

interface Running {
  world: World;
  process: ChildProcess;
}

function run(env: Record<string, string>): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env['PATH'], ...env } as NodeJS.ProcessEnv,
  });
  let text = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  return { child, output: () => text };
}

async function start(env: Record<string, string> = {}): Promise<Running> {
  const { child, output } = run({
    PROKAT_SANDBOX_PORT: '0',
    PROKAT_SANDBOX_STATE_DIR: stateDir,
    ...env,
  });
  await once(child.stdout!, 'data');
  const [, url] =
    /^sandbox: ready at (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(output()) ?? assert.fail(output());
  const world = new World();
  world.url = url!;
  return { world, process: child };
}

async function stop(
  { process: child }: Running,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<number | null> {
  child.kill(signal);
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

test('a restart keeps chats, photos, payments and unread updates', async () => {
  const first = await start();
  await first.world.bot('getMe');
  await first.world.say('/start');
  const { body } = await first.world.bot(
    'sendPhoto',
    photoForm({ chat_id: String(anna), caption: 'Фото' }),
  );
  const payment = await first.world.payment();
  assert.equal(await stop(first), 0);

  const second = await start();
  const { messages } = await second.world.chat();
  assert.deepEqual(
    messages.map(({ text, caption }: any) => text ?? caption),
    ['/start', 'Фото'],
  );
  assert.equal(
    (
      await second.world.http(
        'GET',
        `/control/telegram/files/123456789/${body.result.photo[0].file_id}`,
      )
    ).status,
    200,
  );
  assert.equal((await second.world.bot('getUpdates')).body.result.length, 1);
  assert.equal((await second.world.shop('GET', `/payments/${payment.id}`)).body.status, 'pending');
  await stop(second);
});

test('killed without warning, it starts again from a whole state', async () => {
  const first = await start();
  await first.world.bot('getMe');
  for (let count = 0; count < 50; count++) await first.world.say(`сообщение ${count}`);
  await stop(first, 'SIGKILL');
  const second = await start();
  assert.equal((await second.world.http('GET', '/healthz')).status, 200);
  assert.ok((await second.world.chat()).messages.length > 0);
  await stop(second);
});

test('SIGTERM ends waiting polls and open pages at once', async () => {
  const running = await start();
  const poll = running.world.bot('getUpdates', { timeout: 50 }).catch(() => null);
  const page = fetch(`${running.world.url}/control/telegram/stream`)
    .then((answer) => answer.text())
    .catch(() => null);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const started = Date.now();
  assert.equal(await stop(running), 0);
  assert.ok(Date.now() - started < 2000);
  await Promise.all([poll, page]);
});

async function refusal(env: Record<string, string>): Promise<[number | null, string]> {
  const { child, output } = run(env);
  const [code] = (await once(child, 'exit')) as [number | null];
  return [code, output()];
}

test('a taken port is said clearly', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as { port: number };
  assert.deepEqual(await refusal({ PROKAT_SANDBOX_PORT: String(port) }), [
    1,
    `sandbox: port ${port} is taken; free it or set PROKAT_SANDBOX_PORT\n`,
  ]);
  holder.close();
});

test('wrong settings and a broken state are said clearly', async () => {
  assert.deepEqual(await refusal({ PROKAT_SANDBOX_PORT: 'http' }), [
    1,
    'sandbox: PROKAT_SANDBOX_PORT must be a port number\n',
  ]);
  const [code, half] = await refusal({
    PROKAT_SANDBOX_PORT: '0',
    PROKAT_SANDBOX_YOOKASSA_SHOP_ID: '1',
  });
  assert.equal(code, 1);
  assert.match(half, /set both/);
  const broken = await mkdtemp(join(tmpdir(), 'prokat-sandbox-test-'));
  await writeFile(join(broken, 'state.json'), '{"telegram":');
  const [brokenCode, text] = await refusal({
    PROKAT_SANDBOX_PORT: '0',
    PROKAT_SANDBOX_STATE_DIR: broken,
  });
  assert.equal(brokenCode, 1);
  assert.match(text, /state\.json is not valid JSON; move it away/);
  await rm(broken, { recursive: true });
});
