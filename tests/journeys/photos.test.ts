// Photos from the upload to the customer's list, in a folder and in a real S3; what is refused, and what a killed server or a stopped S3 leaves behind.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { deflateSync } from 'node:zlib';
import { dropTemplates } from '../harness/database.ts';
import { binary } from '../harness/paths.ts';
import { until } from '../harness/process.ts';
import { World, type Answer } from '../harness/world.ts';

const run = promisify(execFile);
const solaris = '018f0000-0000-7000-8000-000000000301';
const nobody = '018f0000-0000-7000-8000-00000000ffff';
const ofSolaris = `/api/v1/objects/${solaris}/photos`;

function crc32(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}

function chunk(type: string, data: Buffer): Buffer {
  const counted = Buffer.concat([Buffer.from(type), data]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(data.length, 0);
  around.writeUInt32BE(crc32(counted), 4);
  return Buffer.concat([around.subarray(0, 4), counted, around.subarray(4)]);
}

/** A grey PNG that says one size and holds `rows` rows. */
function png(width: number, height: number, rows = height, shade = 128): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width, shade)]);
  const data = deflateSync(Buffer.concat(Array<Buffer>(rows).fill(row)));
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function upload(world: World, bytes: Buffer, headers: Record<string, string> = {}, path = ofSolaris): Promise<Answer> {
  return world.api('POST', path, bytes, { 'content-type': 'image/png', ...headers });
}

async function shown(world: World): Promise<string[]> {
  const answer = await world.api('GET', `/api/v1/objects/${solaris}`);
  return answer.body.photos.map(({ id }: { id: string }) => id);
}

/** Keys below photos/, and those that rows name. */
async function kept(world: World, dir: string): Promise<{ files: string[]; named: string[] }> {
  const names = await readdir(join(dir, 'photos'), { recursive: true, withFileTypes: true }).catch(() => []);
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(dir.length + 1)).sort();
  const rows = await world.database.rows<{ storage_key: string }>(`SELECT storage_key FROM photos WHERE storage_key LIKE 'photos/%' UNION ALL SELECT storage_key FROM photo_variants ORDER BY 1`);
  return { files, named: rows.map(({ storage_key }) => storage_key).sort() };
}

async function journey(world: World): Promise<void> {
  const ids: string[] = [];
  for (const shade of [10, 20, 30]) {
    const added = await upload(world, png(1600, 1200, 1200, shade));
    assert.equal(added.status, 201, JSON.stringify(added.body));
    assert.equal(added.headers.get('location'), `/api/v1/photos/${added.body.id}`);
    ids.push(added.body.id);
  }
  const order = [ids[2]!, ids[0]!, ids[1]!];
  assert.equal((await world.api('PATCH', ofSolaris, { photo_ids: order })).status, 200);
  assert.deepEqual(await shown(world), order);

  const found = await world.api('GET', '/api/v1/objects?type=car&limit=100', undefined, { authorization: '' });
  const photos = found.body.items.find(({ id }: { id: string }) => id === solaris).photos;
  assert.deepEqual(photos.map(({ id }: { id: string }) => id), order, 'search shows them in the order that was asked for');
  const card = photos[0].variants.find(({ variant }: { variant: string }) => variant === 'card');
  assert.deepEqual([card.width, card.height], [1280, 960]);

  const picture = await fetch(`${world.url}${card.url}`);
  assert.equal(picture.headers.get('content-type'), 'image/jpeg');
  assert.equal(picture.headers.get('etag'), `"${card.sha256}"`);
  const bytes = Buffer.from(await picture.arrayBuffer());
  assert.equal(bytes.subarray(0, 3).toString('hex'), 'ffd8ff');
  const again = await fetch(`${world.url}${card.url}`, { headers: { 'if-none-match': `"${card.sha256}"` } });
  assert.equal(again.status, 304);

  assert.equal((await world.api('DELETE', `${ofSolaris}/${ids[2]}`)).status, 204);
  assert.equal((await world.api('DELETE', `${ofSolaris}/${ids[2]}`)).status, 404);
  assert.equal((await fetch(`${world.url}${card.url}`)).status, 404);
  assert.deepEqual(await shown(world), [ids[0], ids[1]]);
}

describe('Photos in a folder', () => {
  let world: World;
  let dir: string;
  let demo: Buffer;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'prokat-photos-'));
    world = await World.start({ env: { PROKAT_STORAGE_DIR: dir, PROKAT_PHOTOS_SWEEP_AGE: '5s', PROKAT_PHOTOS_SWEEP_INTERVAL: '1s' } });
    demo = await readFile(join(world.database.storageDir, 'demo', 'm01-1.png'));
  });
  after(async () => {
    await world.stop();
    await rm(dir, { recursive: true, force: true });
  });

  test('are uploaded, put in order, shown in search and removed', async () => {
    await journey(world);
    const { files, named } = await kept(world, dir);
    assert.deepEqual(files, named);
    assert.equal(files.length, 6);
  });

  test('are refused with what is wrong with them, and then nothing is kept', async () => {
    const good = png(64, 48);
    const rows: [what: string, bytes: Buffer, status: number, code: string, error?: string, headers?: Record<string, string>][] = [
      ['a bomb of 50,000 x 50,000', png(50_000, 50_000, 20), 422, 'bad-image', 'too-many-pixels'],
      ['50 megapixels', png(8660, 5774, 1), 422, 'bad-image', 'too-many-pixels'],
      ['data that explodes', png(64, 48, 60_000), 422, 'bad-image', 'data-mismatch'],
      ['a PNG as JPEG', good, 422, 'bad-image', 'type-mismatch', { 'content-type': 'image/jpeg' }],
      ['half of one', demo.subarray(0, demo.length / 2), 422, 'bad-image', 'truncated'],
      ['a ZIP behind it', Buffer.concat([good, Buffer.from('PK\x03\x04')]), 422, 'bad-image', 'trailing-data'],
      ['a text', Buffer.from('<svg/>'), 422, 'bad-image', 'not-an-image'],
      ['nothing', Buffer.alloc(0), 422, 'bad-image', 'empty'],
      ['5 MB and a byte', Buffer.alloc(5 * 1024 * 1024 + 1), 413, 'payload-too-large'],
      ['another type', good, 415, 'unsupported-media-type', undefined, { 'content-type': 'image/gif' }],
      ['no token', good, 401, 'unauthenticated', undefined, { authorization: '' }],
      ['an empty key', good, 422, 'validation-failed', 'bad-value', { 'idempotency-key': 'k'.repeat(256) }],
    ];
    const before = await kept(world, dir);
    for (const [what, bytes, status, code, error, headers] of rows) {
      const answer = await upload(world, bytes, headers);
      assert.equal(answer.status, status, `${what}: ${JSON.stringify(answer.body)}`);
      assert.equal(answer.body.code, code, what);
      if (error) assert.equal(answer.body.errors[0].code, error, what);
    }
    assert.equal((await upload(world, good, {}, `/api/v1/objects/${nobody}/photos`)).status, 404);
    assert.equal((await upload(world, good, {}, `/api/v1/object-models/${nobody}/photos`)).status, 404);
    assert.equal((await world.api('PATCH', ofSolaris, { photo_ids: [] })).status, 422);
    assert.deepEqual(await kept(world, dir), before);
  });

  test('that a killed server was taking leave nothing behind', async () => {
    for (let round = 0; round < 3; round++) {
      const uploads = Array.from({ length: 6 }, (_, i) => upload(world, png(2000, 1500, 1500, i), {}, i % 2 ? ofSolaris : `/api/v1/objects/${solaris.slice(0, -1)}2/photos`).catch(() => undefined));
      await new Promise((resolve) => setTimeout(resolve, 100 + 250 * round));
      await world.killAll();
      await Promise.all(uploads);
      await world.startAgain();
    }
    await until('the sweep to have removed what no photo names', async () => {
      const { files, named } = await kept(world, dir);
      return JSON.stringify(files) === JSON.stringify(named);
    }, 30_000);
    assert.deepEqual(await readdir(join(dir, '.unfinished')), []);
  });
});

describe('Photos in S3', () => {
  let world: World;
  let env: Record<string, string>;

  before(async () => {
    const s3 = new URL(process.env['PROKAT_TEST_S3_URL'] ?? '');
    env = {
      PROKAT_STORAGE_BACKEND: 's3',
      PROKAT_STORAGE_S3_ENDPOINT: `http://${s3.host}`,
      PROKAT_STORAGE_S3_BUCKET: s3.pathname.slice(1),
      PROKAT_STORAGE_S3_ACCESS_KEY: s3.username,
      PROKAT_STORAGE_S3_SECRET_KEY: s3.password,
    };
    world = await World.start({ env });
  });
  after(async () => {
    await world.stop();
    await dropTemplates();
  });

  test('are uploaded, put in order, shown in search and removed', async () => {
    await journey(world);
  });

  test('wait for an S3 that stops answering, and are taken when it answers again', async () => {
    const gateway = Number(await readFile(process.env['PROKAT_TEST_S3_GATEWAY_PID'] ?? '', 'utf8'));
    const before = await shown(world);
    process.kill(gateway, 'SIGSTOP');
    try {
      const refused = await upload(world, png(64, 48));
      assert.equal(refused.status, 503);
      assert.equal(refused.body.code, 'unavailable');
      assert.equal((await world.api('GET', `/api/v1/objects/${solaris}`)).status, 200, 'the rest goes on');
    } finally {
      process.kill(gateway, 'SIGCONT');
    }
    assert.deepEqual(await shown(world), before);
    assert.equal((await upload(world, png(64, 48))).status, 201);
  });

  test('with a wrong key are a setting that `prokat config check` names', async () => {
    const check = (changes: Record<string, string>) => run(binary, ['config', 'check'], { env: { ...process.env, ...world.environment, ...changes } })
      .then(({ stdout }) => ({ code: 0, text: stdout }), ({ code, stderr }) => ({ code, text: stderr as string }));
    assert.match((await check({})).text, /the bucket answers/);
    const wrong = await check({ PROKAT_STORAGE_S3_SECRET_KEY: 'a-wrong-secret' });
    assert.equal(wrong.code, 1);
    assert.match(wrong.text, /check storage\.s3_secret_key/);
    assert.doesNotMatch(wrong.text, /a-wrong-secret/);
    const missing = await check({ PROKAT_STORAGE_S3_BUCKET: '' });
    assert.equal(missing.code, 2);
    assert.match(missing.text, /storage\.s3_bucket/);
  });
});
