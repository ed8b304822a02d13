// Checks and normalises reply_markup the way the real server does. Returns what to do with the
// chat: an inline keyboard goes under the message, a reply keyboard or its removal changes the
// chat.

import { badRequest } from './errors.ts';
import type { InlineButton, InlineKeyboard, ReplyButton, ReplyKeyboard } from './types.ts';

export type Markup =
  | { kind: 'none' }
  | { kind: 'inline'; inline: InlineKeyboard | undefined }
  | { kind: 'keyboard'; keyboard: ReplyKeyboard }
  | { kind: 'remove' }
  | { kind: 'force_reply' };

const maxInlineButtons = 100;
const maxMarkupBytes = 10_240;

export function parseMarkup(raw: unknown, isPrivate: boolean): Markup {
  if (raw === undefined) return { kind: 'none' };
  if (!isObject(raw)) throw badRequest('object expected as reply markup');
  if ('inline_keyboard' in raw)
    return { kind: 'inline', inline: inlineKeyboard(raw['inline_keyboard'], isPrivate) };
  if ('keyboard' in raw) return { kind: 'keyboard', keyboard: replyKeyboard(raw) };
  if (raw['remove_keyboard'] === true) return { kind: 'remove' };
  if (raw['force_reply'] === true) return { kind: 'force_reply' };
  return { kind: 'none' };
}

/** An empty keyboard means no keyboard. */
function inlineKeyboard(raw: unknown, isPrivate: boolean): InlineKeyboard | undefined {
  const rows = arrayOfArrays(raw, 'inline_keyboard', 'an Array');
  const keyboard = rows
    .map((row) => row.map((button) => inlineButton(button, isPrivate)))
    .filter((row) => row.length > 0);
  const tooMany = keyboard.flat().length > maxInlineButtons;
  if (tooMany || Buffer.byteLength(JSON.stringify(keyboard)) > maxMarkupBytes)
    throw badRequest('reply markup is too long');
  return keyboard.length > 0 ? { inline_keyboard: keyboard } : undefined;
}

function inlineButton(raw: unknown, isPrivate: boolean): InlineButton {
  const button = object(raw, 'an inline keyboard button must be an Object');
  const text = buttonText(button, 'inline keyboard button');
  const style = button['style'] === undefined ? {} : { style: String(button['style']) };
  if (button['url'] !== undefined) return { text, url: buttonUrl(String(button['url'])), ...style };
  if (button['callback_data'] !== undefined) {
    const data = String(button['callback_data']);
    const bytes = Buffer.byteLength(data, 'utf8');
    if (bytes < 1 || bytes > 64) throw badRequest('BUTTON_DATA_INVALID');
    return { text, callback_data: data, ...style };
  }
  if (isObject(button['copy_text'])) {
    const copied = String(button['copy_text']['text'] ?? '');
    if (copied.length < 1 || copied.length > 256) throw badRequest('BUTTON_COPY_TEXT_INVALID');
    return { text, copy_text: { text: copied }, ...style };
  }
  if (isObject(button['web_app'])) {
    if (!isPrivate) throw badRequest('BUTTON_TYPE_INVALID');
    const url = String(button['web_app']['url'] ?? '');
    if (!url.startsWith('https://'))
      throw badRequest(
        `inline keyboard button Web App URL '${url}' is invalid: Only HTTPS links are allowed`,
      );
    return { text, web_app: { url }, ...style };
  }
  throw badRequest(
    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
  );
}

/**
 * Deviation: Telegram refuses a link button to a host without a dot such as "localhost"; 127.0.0.1
 * it takes. The same rule here keeps a bot from relying on what fails in production.
 */
function buttonUrl(raw: string): string {
  const withScheme = /^[a-z][a-z0-9+.-]*:/i.test(raw) ? raw : `http://${raw}`;
  let url: URL;
  try {
    url = new URL(withScheme);
  } catch {
    throw badRequest(`inline keyboard button URL '${raw}' is invalid: Wrong HTTP URL`);
  }
  if (url.protocol === 'tg:') return withScheme;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw badRequest(`inline keyboard button URL '${raw}' is invalid: Unsupported URL protocol`);
  }
  if (!url.hostname.includes('.'))
    throw badRequest(`inline keyboard button URL '${raw}' is invalid: Wrong HTTP URL`);
  return url.href;
}

function replyKeyboard(raw: Record<string, unknown>): ReplyKeyboard {
  const rows = arrayOfArrays(raw['keyboard'], 'keyboard', 'an Array');
  const keyboard = rows.map((row) => row.map(replyButton)).filter((row) => row.length > 0);
  if (keyboard.length === 0) throw badRequest('reply keyboard is empty');
  const placeholder = raw['input_field_placeholder'];
  return {
    keyboard,
    resize_keyboard: raw['resize_keyboard'] === true,
    one_time_keyboard: raw['one_time_keyboard'] === true,
    is_persistent: raw['is_persistent'] === true,
    ...(typeof placeholder === 'string' && { input_field_placeholder: placeholder.slice(0, 64) }),
  };
}

function replyButton(raw: unknown): ReplyButton {
  if (typeof raw === 'string') return { text: raw };
  const button = object(raw, 'a keyboard button must be a String or an Object');
  const text = buttonText(button, 'keyboard button');
  return {
    text,
    ...(button['request_contact'] === true && { request_contact: true }),
    ...(button['request_location'] === true && { request_location: true }),
  };
}

function buttonText(button: Record<string, unknown>, what: string): string {
  const text = button['text'];
  if (typeof text !== 'string') throw badRequest(`can't parse ${what}: Can't find field "text"`);
  if (text.trim() === '') throw badRequest(`can't parse ${what}: Button text must be non-empty`);
  return text;
}

function arrayOfArrays(raw: unknown, field: string, expected: string): unknown[][] {
  if (!Array.isArray(raw)) throw badRequest(`field "${field}" must be of type Array`);
  return raw.map((row) => {
    if (!Array.isArray(row)) throw badRequest(`field "${field}" must be ${expected} of Arrays`);
    return row as unknown[];
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function object(value: unknown, message: string): Record<string, unknown> {
  if (!isObject(value)) throw badRequest(message);
  return value;
}
