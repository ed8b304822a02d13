// Reads a request's body into one shape, whatever its content type: JSON, urlencoded or multipart.
// Used by the Telegram wire (all three), YooKassa and the control API (JSON only). Uploads stay in
// memory: the largest one accepted is smaller than what a browser tab takes.

import type { IncomingMessage } from 'node:http';
import busboy from 'busboy';

export interface Upload {
  /** Browsers and SDKs may leave it out. */
  filename: string;
  mimeType: string;
  bytes: Buffer;
}

export interface FormBody {
  fields: Record<string, unknown>;
  uploads: Map<string, Upload>;
}

/**
 * Larger than Telegram's 50 MB documents are never sent to a sandbox; this only bounds the memory.
 */
export const maxBodyBytes = 52 * 1024 * 1024;

export class BodyTooLarge extends Error {}
export class BodyMalformed extends Error {}

export async function readBytes(request: IncomingMessage, limit = maxBodyBytes): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > limit) throw new BodyTooLarge(`body is larger than ${limit} bytes`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

export function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
}

/** An empty body is an empty object: several POSTs of both APIs carry none. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = (await readBytes(request)).toString('utf8');
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new BodyMalformed('body is not valid JSON');
  }
}

export async function readForm(
  request: IncomingMessage,
  query: URLSearchParams,
): Promise<FormBody> {
  const form: FormBody = { fields: Object.fromEntries(query), uploads: new Map() };
  switch (mediaType(request)) {
    case 'multipart/form-data':
      await readMultipart(request, form);
      break;
    case 'application/json': {
      const value = await readJson(request);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw new BodyMalformed('object expected');
      }
      Object.assign(form.fields, value);
      break;
    }
    default:
      Object.assign(
        form.fields,
        Object.fromEntries(new URLSearchParams((await readBytes(request)).toString('utf8'))),
      );
  }
  return form;
}

function readMultipart(request: IncomingMessage, form: FormBody): Promise<void> {
  return new Promise((resolve, reject) => {
    let parser: busboy.Busboy;
    try {
      parser = busboy({
        headers: request.headers,
        defParamCharset: 'utf8',
        limits: { fileSize: maxBodyBytes },
      });
    } catch (error) {
      reject(new BodyMalformed((error as Error).message));
      return;
    }
    parser.on('field', (name, value) => {
      form.fields[name] = value;
    });
    parser.on('file', (name, stream, info) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('limit', () => reject(new BodyTooLarge('uploaded file is too large')));
      stream.on('end', () => {
        form.uploads.set(name, {
          filename: info.filename ?? '',
          mimeType: info.mimeType,
          bytes: Buffer.concat(chunks),
        });
      });
    });
    parser.on('close', () => resolve());
    parser.on('error', (error) => reject(new BodyMalformed((error as Error).message)));
    request.on('error', reject);
    request.pipe(parser);
  });
}
