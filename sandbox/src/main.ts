// The program: reads its settings from the environment, starts the sandbox, stops it on SIGTERM or
// SIGINT.

import { fileURLToPath } from 'node:url';
import { Sandbox, type SandboxOptions } from './sandbox.ts';

const defaultPort = 8090;

function settings(env: NodeJS.ProcessEnv): SandboxOptions {
  const port = Number(env['PROKAT_SANDBOX_PORT'] ?? defaultPort);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error('PROKAT_SANDBOX_PORT must be a port number');
  const shopId = env['PROKAT_SANDBOX_YOOKASSA_SHOP_ID'];
  const secretKey = env['PROKAT_SANDBOX_YOOKASSA_SECRET_KEY'];
  if (!shopId !== !secretKey) {
    throw new Error(
      'set both PROKAT_SANDBOX_YOOKASSA_SHOP_ID and PROKAT_SANDBOX_YOOKASSA_SECRET_KEY, or neither',
    );
  }
  const webhookUrl = env['PROKAT_SANDBOX_YOOKASSA_WEBHOOK_URL'] || null;
  if (webhookUrl !== null && !URL.canParse(webhookUrl))
    throw new Error('PROKAT_SANDBOX_YOOKASSA_WEBHOOK_URL must be an absolute URL');
  return {
    port,
    stateDir: env['PROKAT_SANDBOX_STATE_DIR'] || null,
    webDir: fileURLToPath(new URL('./web', import.meta.url)),
    shop: shopId && secretKey ? { shopId, secretKey } : null,
    webhookUrl,
  };
}

function explain(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const port = process.env['PROKAT_SANDBOX_PORT'] ?? defaultPort;
  if (code === 'EADDRINUSE') return `port ${port} is taken; free it or set PROKAT_SANDBOX_PORT`;
  if (code === 'EACCES')
    return `${message}; check the rights of PROKAT_SANDBOX_STATE_DIR and the port`;
  if (code === 'ENOSPC') return 'the disk of PROKAT_SANDBOX_STATE_DIR is full';
  return message;
}

let sandbox: Sandbox;
try {
  sandbox = await Sandbox.start(settings(process.env));
} catch (error) {
  console.error(`sandbox: ${explain(error)}`);
  process.exit(1);
}
console.log(`sandbox: ready at ${sandbox.url}`);

let isStopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    void sandbox.stop().then(() => process.exit(0));
  });
}
