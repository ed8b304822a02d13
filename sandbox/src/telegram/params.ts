// Typed access to a call's parameters. The real server turns everything into strings first, so "5"
// and 5, or a keyboard as an object and as a JSON string, mean the same; so they do here.

import type { FormBody, Upload } from '../http/body.ts';
import { badRequest } from './errors.ts';

export class Params {
  constructor(private readonly form: FormBody) {}

  has(name: string): boolean {
    const value = this.form.fields[name];
    return value !== undefined && value !== null && value !== '';
  }

  text(name: string): string {
    const value = this.form.fields[name];
    if (value === undefined || value === null) return '';
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }

  int(name: string, fallback = 0): number {
    const number = Number(this.text(name) || Number.NaN);
    return Number.isSafeInteger(number) ? number : fallback;
  }

  flag(name: string): boolean {
    return ['true', '1', 'yes', 't', 'y'].includes(this.text(name).trim().toLowerCase());
  }

  /** undefined when absent; `what` completes the error text of the real server. */
  json(name: string, what: string): unknown {
    const value = this.form.fields[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value);
    } catch {
      throw badRequest(`can't parse ${what} JSON object`);
    }
  }

  upload(name: string): Upload | undefined {
    return this.form.uploads.get(name);
  }

  /** For the call log: uploads appear by name and size only. */
  describe(): Record<string, unknown> {
    const seen: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(this.form.fields)) {
      seen[name] = typeof value === 'string' && /^[[{]/.test(value) ? tryJson(value) : value;
    }
    for (const [name, upload] of this.form.uploads) {
      seen[name] = { upload: upload.filename, bytes: upload.bytes.length };
    }
    delete seen['secret_token'];
    return seen;
  }
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
