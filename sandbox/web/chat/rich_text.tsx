// A message's text with its entities. Entities nest (outer before inner) and never cross, so one
// pass builds the tree.

import type { ComponentChildren, JSX } from 'preact';
import type { MessageEntity } from '../../src/telegram/types.ts';

interface Props {
  text: string;
  entities: MessageEntity[];
  onCommand: (command: string) => void;
}

export function RichText({ text, entities, onCommand }: Props): JSX.Element {
  const ordered = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  let next = 0;
  const render = (begin: number, end: number): ComponentChildren[] => {
    const parts: ComponentChildren[] = [];
    let at = begin;
    while (next < ordered.length && ordered[next]!.offset < end) {
      const entity = ordered[next++]!;
      if (entity.offset < at) continue;
      if (entity.offset > at) parts.push(text.slice(at, entity.offset));
      const stop = Math.min(end, entity.offset + entity.length);
      const inner = render(entity.offset, stop);
      parts.push(decorate(entity, inner, text.slice(entity.offset, stop), onCommand));
      at = stop;
    }
    if (at < end) parts.push(text.slice(at, end));
    return parts;
  };
  return <span class="text">{render(0, text.length)}</span>;
}

function decorate(
  entity: MessageEntity,
  inner: ComponentChildren[],
  plain: string,
  onCommand: (command: string) => void,
): JSX.Element {
  switch (entity.type) {
    case 'bold':
      return <strong>{inner}</strong>;
    case 'italic':
      return <em>{inner}</em>;
    case 'underline':
      return <u>{inner}</u>;
    case 'strikethrough':
      return <s>{inner}</s>;
    case 'spoiler':
      return (
        <span class="spoiler" tabIndex={0}>
          {inner}
        </span>
      );
    case 'code':
      return <code>{inner}</code>;
    case 'pre':
      return <pre>{inner}</pre>;
    case 'blockquote':
    case 'expandable_blockquote':
      return <blockquote>{inner}</blockquote>;
    case 'text_link':
      return (
        <a href={localLink(entity.url!)} target="_blank" rel="noopener">
          {inner}
        </a>
      );
    case 'url':
      return (
        <a href={localLink(plain)} target="_blank" rel="noopener">
          {inner}
        </a>
      );
    case 'email':
      return <a href={`mailto:${plain}`}>{inner}</a>;
    case 'bot_command':
      return (
        <button type="button" class="command" onClick={() => onCommand(plain)}>
          {inner}
        </button>
      );
    default:
      return <span>{inner}</span>;
  }
}

/**
 * A link to a bot on t.me would leave this machine: it opens the chat page with the same start
 * payload.
 */
export function localLink(url: string): string {
  if (!/^https?:\/\/(t|telegram)\.me\//.test(url)) return url;
  const { searchParams } = new URL(url);
  const here = new URLSearchParams(location.search);
  const start = searchParams.get('start');
  if (start) here.set('start', start);
  return `/chat?${here}`;
}
