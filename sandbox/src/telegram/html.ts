// Telegram's HTML parse mode: text with tags in, plain text and entities out, or the same errors as
// the real server. Follows the parser of TDLib (do_parse_html) step by step, including its byte
// offsets in errors; offsets and lengths of entities count UTF-16 units, which is what a JavaScript
// string counts too. Not here: Markdown modes (the product uses HTML only).

import { badRequest } from './errors.ts';
import type { MessageEntity } from './types.ts';

export interface FormattedText {
  text: string;
  entities: MessageEntity[];
}

interface OpenTag {
  name: string;
  argument: string;
  offset: number;
}

const entityTypes: Record<string, string> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  a: 'text_link',
  'tg-emoji': 'custom_emoji',
  'tg-time': 'date_time',
};

const namedReferences: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };

export function parseHtml(source: string): FormattedText {
  return trim(new HtmlParser(source).run());
}

class HtmlParser {
  private at = 0;
  private text = '';
  private readonly entities: MessageEntity[] = [];
  private readonly open: OpenTag[] = [];

  constructor(private readonly source: string) {}

  run(): FormattedText {
    while (this.at < this.source.length) {
      const char = this.source[this.at]!;
      if (char === '&') this.text += this.reference() ?? this.take();
      else if (char !== '<') this.text += this.take();
      else if (this.source[this.at + 1] === '/') this.endTag();
      else this.startTag();
    }
    const unclosed = this.open.at(-1);
    if (unclosed)
      throw this.failure(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
    return { text: this.text, entities: this.entities };
  }

  private take(): string {
    return this.source[this.at++]!;
  }

  /**
   * Decodes the character reference at the cursor; null (and no move) when it is only an ampersand.
   */
  private reference(): string | null {
    const match = /^&(?:#x([0-9a-f]+)|#([0-9]+)|([a-z]+));?/i.exec(
      this.source.slice(this.at, this.at + 16),
    );
    if (!match) return null;
    const [whole, hex, decimal, name] = match;
    let decoded: string | undefined;
    if (name !== undefined) {
      decoded = namedReferences[name];
    } else {
      const code = hex !== undefined ? Number.parseInt(hex, 16) : Number.parseInt(decimal!, 10);
      if (code > 0 && code < 0x10ffff) decoded = String.fromCodePoint(code);
    }
    if (decoded === undefined) return null;
    this.at += whole.length;
    return decoded;
  }

  private startTag(): void {
    const begin = this.at++;
    while (
      this.at < this.source.length &&
      !isSpace(this.source[this.at]) &&
      this.source[this.at] !== '>'
    )
      this.at++;
    this.expectMore(begin, 'start');
    const name = this.source.slice(begin + 1, this.at).toLowerCase();
    if (!Object.hasOwn(entityTypes, name))
      throw this.failure(`Unsupported start tag "${name}"`, begin);
    let argument = '';
    for (;;) {
      this.skipSpaces();
      this.expectMore(begin, 'start');
      if (this.source[this.at] === '>') break;
      const attribute = this.attribute(name, begin);
      if (name === 'a' && attribute.name === 'href') argument = attribute.value;
      else if (
        name === 'code' &&
        attribute.name === 'class' &&
        attribute.value.startsWith('language-')
      ) {
        argument = attribute.value.slice('language-'.length);
      } else if (
        name === 'span' &&
        attribute.name === 'class' &&
        attribute.value.startsWith('tg-')
      ) {
        argument = attribute.value.slice('tg-'.length);
      } else if (name === 'blockquote' && attribute.name === 'expandable') argument = '1';
    }
    this.at++;
    if (name === 'span' && argument !== 'spoiler') {
      throw this.failure('Tag "span" must have class "tg-spoiler"', begin);
    }
    this.open.push({ name, argument, offset: this.text.length });
  }

  private attribute(tag: string, tagBegin: number): { name: string; value: string } {
    const begin = this.at;
    while (
      this.at < this.source.length &&
      !isSpace(this.source[this.at]) &&
      !'=>'.includes(this.source[this.at]!)
    )
      this.at++;
    const name = this.source.slice(begin, this.at).toLowerCase();
    if (name === '') throw this.failure(`Empty attribute name in the tag "${tag}"`, tagBegin);
    this.skipSpaces();
    if (this.source[this.at] !== '=') return { name, value: '' };
    this.at++;
    this.skipSpaces();
    this.expectMore(tagBegin, 'start');
    const quote = this.source[this.at]!;
    if (quote !== '"' && quote !== "'") return { name, value: this.bareValue() };
    this.at++;
    let value = '';
    while (this.at < this.source.length && this.source[this.at] !== quote) {
      value += (this.source[this.at] === '&' ? this.reference() : null) ?? this.take();
    }
    this.at++;
    this.expectMore(tagBegin, 'start');
    return { name, value };
  }

  private bareValue(): string {
    const begin = this.at;
    while (/[0-9a-z.-]/i.test(this.source[this.at] ?? '')) this.at++;
    if (!isSpace(this.source[this.at]) && this.source[this.at] !== '>') {
      throw this.failure('Unexpected end of name token', begin);
    }
    return this.source.slice(begin, this.at).toLowerCase();
  }

  private endTag(): void {
    const begin = this.at;
    const opened = this.open.pop();
    if (!opened) throw this.failure('Unexpected end tag', begin);
    this.at += 2;
    while (
      this.at < this.source.length &&
      !isSpace(this.source[this.at]) &&
      this.source[this.at] !== '>'
    )
      this.at++;
    const name = this.source.slice(begin + 2, this.at).toLowerCase();
    this.skipSpaces();
    if (this.source[this.at] !== '>') throw this.failure('Unclosed end tag', begin);
    this.at++;
    if (name !== '' && name !== opened.name) {
      throw this.failure(
        `Unmatched end tag at byte offset ${this.byteOffset(begin)}, expected "</${opened.name}>", found "</${name}>"`,
      );
    }
    this.close(opened);
  }

  private close(tag: OpenTag): void {
    const length = this.text.length - tag.offset;
    if (length === 0) return;
    let type = entityTypes[tag.name]!;
    const entity: MessageEntity = { type, offset: tag.offset, length };
    if (type === 'text_link') {
      const url = linkUrl(tag.argument === '' ? this.text.slice(tag.offset) : tag.argument);
      if (url === null) return;
      entity.url = url;
    }
    if (type === 'code' && tag.argument !== '' && this.open.at(-1)?.name === 'pre') {
      this.open.at(-1)!.argument = tag.argument;
      return;
    }
    if (type === 'pre' && tag.argument !== '') entity.language = tag.argument;
    if (type === 'blockquote' && tag.argument !== '') type = entity.type = 'expandable_blockquote';
    if (type === 'custom_emoji' || type === 'date_time') return;
    this.entities.push(entity);
  }

  private skipSpaces(): void {
    while (isSpace(this.source[this.at])) this.at++;
  }

  private expectMore(begin: number, kind: string): void {
    if (this.at >= this.source.length) throw this.failure(`Unclosed ${kind} tag`, begin);
  }

  private byteOffset(at: number): number {
    return Buffer.byteLength(this.source.slice(0, at), 'utf8');
  }

  private failure(what: string, at?: number): Error {
    const where = at === undefined ? '' : ` at byte offset ${this.byteOffset(at)}`;
    return badRequest(`can't parse entities: ${what}${where}`);
  }
}

function isSpace(char: string | undefined): boolean {
  return char !== undefined && ' \t\r\n\0\v'.includes(char);
}

/** Telegram drops a link it cannot make a URL of and keeps its text. */
function linkUrl(raw: string): string | null {
  const withScheme = /^[a-z][a-z0-9+.-]*:/i.test(raw) ? raw : `http://${raw}`;
  try {
    const url = new URL(withScheme);
    if (['http:', 'https:'].includes(url.protocol)) return url.href;
    return ['tg:', 'ton:', 'tonsite:'].includes(url.protocol) ? withScheme : null;
  } catch {
    return null;
  }
}

/**
 * The server trims both ends of a text; entities shrink with it and come out ordered, outer before
 * inner.
 */
function trim({ text, entities }: FormattedText): FormattedText {
  const withoutTail = text.trimEnd();
  const head = withoutTail.length - withoutTail.trimStart().length;
  const trimmed = withoutTail.slice(head);
  const kept: MessageEntity[] = [];
  for (const entity of entities) {
    const begin = Math.max(0, entity.offset - head);
    const end = Math.min(trimmed.length, entity.offset + entity.length - head);
    if (end > begin) kept.push({ ...entity, offset: begin, length: end - begin });
  }
  kept.sort((a, b) => a.offset - b.offset || b.length - a.length);
  return { text: trimmed, entities: kept };
}

const autoDetected: [string, RegExp][] = [
  ['bot_command', /(?<![\w/])\/[a-zA-Z0-9_]{1,64}(?:@\w+)?/g],
  ['url', /\bhttps?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/g],
  ['email', /\b[\w.+-]+@[\w-]+\.[\w.-]*\w/g],
  ['mention', /(?<!\w)@[a-zA-Z]\w{3,31}/g],
];

/** What Telegram finds by itself in any text: commands, addresses. Existing entities win. */
export function detectEntities({ text, entities }: FormattedText): FormattedText {
  const found = [...entities];
  for (const [type, pattern] of autoDetected) {
    for (const match of text.matchAll(pattern)) {
      const candidate = { type, offset: match.index, length: match[0].length };
      const taken = found.some(
        (e) =>
          e.offset < candidate.offset + candidate.length &&
          candidate.offset < e.offset + e.length &&
          ![
            'bold',
            'italic',
            'underline',
            'strikethrough',
            'spoiler',
            'blockquote',
            'expandable_blockquote',
          ].includes(e.type),
      );
      if (!taken) found.push(candidate);
    }
  }
  found.sort((a, b) => a.offset - b.offset || b.length - a.length);
  return { text, entities: found };
}
