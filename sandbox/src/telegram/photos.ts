// Photos: resolves what a bot gave (an upload, attach://, a file_id or an address) into stored
// sizes. One stored file stands for every size: the sandbox has no image codec, so the smaller
// sizes differ in their numbers and file_ids only, which is all a bot looks at.

import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageSize } from 'image-size';
import { badRequest } from './errors.ts';
import type { Params } from './params.ts';
import type { BotState, PhotoSize } from './types.ts';
import { newFileId, type TelegramWorld } from './world.ts';

const maxPhotoBytes = 10 * 1024 * 1024;
const maxPhotoByUrlBytes = 5 * 1024 * 1024;
const smallerSides = [90, 320, 800];
const accepted: Record<string, string> = { jpg: 'jpg', png: 'png', webp: 'webp', gif: 'gif' };

export async function resolvePhoto(
  world: TelegramWorld,
  bot: BotState,
  params: Params,
  source: string,
  uploadName: string,
): Promise<PhotoSize[]> {
  const attached = source.startsWith('attach://') ? source.slice('attach://'.length) : uploadName;
  const upload = params.upload(attached);
  if (upload) return storePhoto(world, bot, upload.bytes);
  if (source.startsWith('attach://') || source === '')
    throw badRequest('there is no photo in the request');
  if (/^https?:\/\//i.test(source)) return storePhoto(world, bot, await download(source));
  const known = bot.files[source];
  if (!known) throw badRequest('wrong file identifier/HTTP URL specified');
  return sizesOf(bot, known.diskName);
}

function storePhoto(world: TelegramWorld, bot: BotState, bytes: Buffer): PhotoSize[] {
  if (bytes.length === 0) throw badRequest('file must be non-empty');
  if (bytes.length > maxPhotoBytes) {
    throw badRequest(
      `file of size ${bytes.length} bytes is too big for a photo; the maximum size is ${maxPhotoBytes} bytes`,
    );
  }
  const { width, height, type } = measure(bytes);
  const extension = accepted[type];
  if (!extension) throw badRequest('IMAGE_PROCESS_FAILED');
  if (width + height > 10_000 || Math.max(width, height) > 20 * Math.min(width, height)) {
    throw badRequest('PHOTO_INVALID_DIMENSIONS');
  }
  const diskName = `${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}.${extension}`;
  const onDisk = join(world.filesDir, diskName);
  if (!existsSync(onDisk)) writeFileSync(onDisk, bytes);
  const path = `photos/file_${bot.nextFileNumber++}.${extension}`;
  const longest = Math.max(width, height);
  const scales = [
    ...smallerSides.filter((side) => side < longest).map((side) => side / longest),
    1,
  ];
  const sizes = scales.map((scale): PhotoSize => ({
    file_id: newFileId('AgACAgIAAxkBAA', 40),
    file_unique_id: newFileId('AQAD', 9),
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
    file_size: Math.max(1, Math.round(bytes.length * scale * scale)),
  }));
  for (const size of sizes) bot.files[size.file_id] = { path, diskName, size };
  world.touched();
  return sizes;
}

function sizesOf(bot: BotState, diskName: string): PhotoSize[] {
  const sizes = Object.values(bot.files)
    .filter((file) => file.diskName === diskName)
    .map((file) => file.size);
  const bySide = new Map(sizes.map((size) => [size.width, size]));
  return [...bySide.values()].sort((a, b) => a.width - b.width);
}

function measure(bytes: Buffer): { width: number; height: number; type: string } {
  try {
    const { width, height, type } = imageSize(bytes);
    return { width, height, type: type ?? '' };
  } catch {
    throw badRequest('IMAGE_PROCESS_FAILED');
  }
}

async function download(url: string): Promise<Buffer> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (bytes.length > maxPhotoByUrlBytes) throw new Error('too large');
    return bytes;
  } catch {
    throw badRequest('failed to get HTTP URL content');
  }
}
