// The conversation: days, bubbles, photos, albums and the inline keyboards under them.

import type { JSX } from 'preact';
import { fullName, photoUrl, type ChatMessage, type InlineButton } from './model.ts';
import { localLink, RichText } from './rich_text.tsx';
import type { Words } from './words.ts';

export interface BubbleContext {
  personId: number;
  botId: number;
  isGroup: boolean;
  words: Words;
  locale: string;
  /** Key of the button whose answer is awaited. */
  waiting: string | null;
  onTap: (message: ChatMessage, button: InlineButton) => void;
  onCommand: (command: string) => void;
  onPhoto: (url: string) => void;
}

export const buttonKey = (messageId: number, data: string): string => `${messageId}/${data}`;

/** Neighbours of one album stand together; everything else alone. */
function groupAlbums(messages: ChatMessage[]): ChatMessage[][] {
  const groups: ChatMessage[][] = [];
  for (const message of messages) {
    const last = groups.at(-1);
    const isSameAlbum =
      message.media_group_id !== undefined && last?.[0]?.media_group_id === message.media_group_id;
    if (isSameAlbum) last!.push(message);
    else groups.push([message]);
  }
  return groups;
}

export function Conversation({
  messages,
  context,
}: {
  messages: ChatMessage[];
  context: BubbleContext;
}): JSX.Element {
  const groups = groupAlbums(messages);
  let day = '';
  return (
    <>
      {groups.map((group, index) => {
        const first = group[0]!;
        const previous = groups[index - 1]?.[0];
        const next = groups[index + 1]?.[0];
        const thisDay = dayOf(first, context);
        const isNewDay = thisDay !== day;
        day = thisDay;
        const startsRun = isNewDay || previous?.from.id !== first.from.id;
        const endsRun = next?.from.id !== first.from.id || dayOf(next, context) !== thisDay;
        return (
          <div key={first.message_id} class={startsRun ? 'run-start' : undefined}>
            {isNewDay && (
              <div class="day">
                <span>{thisDay}</span>
              </div>
            )}
            {group.length > 1 ? (
              <Album messages={group} context={context} endsRun={endsRun} startsRun={startsRun} />
            ) : (
              <Bubble message={first} context={context} endsRun={endsRun} startsRun={startsRun} />
            )}
          </div>
        );
      })}
    </>
  );
}

interface PlaceInRun {
  startsRun: boolean;
  endsRun: boolean;
}

function Bubble({
  message,
  context,
  startsRun,
  endsRun,
}: { message: ChatMessage; context: BubbleContext } & PlaceInRun): JSX.Element {
  const isOwn = message.from.id === context.personId;
  const keyboard = message.reply_markup?.inline_keyboard;
  const text = message.text ?? message.caption;
  const columns = keyboard ? Math.max(...keyboard.map((row) => row.length)) : 0;
  const classes = [
    'row',
    isOwn ? 'own' : 'their',
    endsRun && 'tail',
    columns > 4 && 'wide',
    keyboard && 'keyed',
  ]
    .filter(Boolean)
    .join(' ');
  return (
    <div
      class={classes}
      data-testid="message"
      data-message-id={message.message_id}
      data-from={isOwn ? 'me' : message.from.is_bot ? 'bot' : 'other'}
    >
      <div class={`bubble${message.photo ? ' media' : ''}${text === undefined ? ' bare' : ''}`}>
        {context.isGroup && !isOwn && startsRun && <Sender message={message} />}
        {message.reply_to_message && <Quote message={message.reply_to_message} context={context} />}
        {message.photo && <Photo message={message} context={context} />}
        {message.contact && <ContactCard message={message} words={context.words} />}
        {text !== undefined && (
          <p>
            <RichText
              text={text}
              entities={message.entities ?? message.caption_entities ?? []}
              onCommand={context.onCommand}
            />
            <Stamp message={message} context={context} isOwn={isOwn} />
          </p>
        )}
        {text === undefined && <Stamp message={message} context={context} isOwn={isOwn} />}
      </div>
      {keyboard && <InlineKeys message={message} rows={keyboard} context={context} />}
    </div>
  );
}

function Album({
  messages,
  context,
  startsRun,
  endsRun,
}: { messages: ChatMessage[]; context: BubbleContext } & PlaceInRun): JSX.Element {
  const first = messages[0]!;
  const isOwn = first.from.id === context.personId;
  const captioned = messages.filter(({ caption }) => caption !== undefined);
  const caption = captioned.length === 1 ? captioned[0]! : null;
  return (
    <div class={`row wide ${isOwn ? 'own' : 'their'}${endsRun ? ' tail' : ''}`} data-testid="album">
      <div class={`bubble media${caption ? '' : ' bare'}`}>
        {context.isGroup && !isOwn && startsRun && <Sender message={first} />}
        <div class={`grid of-${Math.min(messages.length, 10)}`}>
          {messages.map((message) => (
            <div
              key={message.message_id}
              class="cell"
              data-testid="message"
              data-message-id={message.message_id}
              data-from={isOwn ? 'me' : 'bot'}
            >
              <Photo message={message} context={context} />
            </div>
          ))}
        </div>
        {caption && (
          <p>
            <RichText
              text={caption.caption!}
              entities={caption.caption_entities ?? []}
              onCommand={context.onCommand}
            />
            <Stamp message={first} context={context} isOwn={isOwn} />
          </p>
        )}
        {!caption && <Stamp message={first} context={context} isOwn={isOwn} />}
      </div>
    </div>
  );
}

function Photo({
  message,
  context,
}: {
  message: ChatMessage;
  context: BubbleContext;
}): JSX.Element {
  const { width, height } = message.photo!.at(-1)!;
  const url = photoUrl(context.botId, message);
  return (
    <button
      type="button"
      class="photo"
      aria-label={context.words.photo}
      onClick={() => context.onPhoto(url)}
    >
      <img src={url} alt={message.caption ?? ''} width={width} height={height} />
    </button>
  );
}

function InlineKeys({
  message,
  rows,
  context,
}: {
  message: ChatMessage;
  rows: InlineButton[][];
  context: BubbleContext;
}): JSX.Element {
  return (
    <div class="keys" role="group">
      {rows.map((row, index) => (
        <div key={index} class="keys-row">
          {row.map((button, column) => (
            <InlineKey key={column} message={message} button={button} context={context} />
          ))}
        </div>
      ))}
    </div>
  );
}

function InlineKey({
  message,
  button,
  context,
}: {
  message: ChatMessage;
  button: InlineButton;
  context: BubbleContext;
}): JSX.Element {
  const style = button.style ? ` ${button.style}` : '';
  const target = button.url ?? button.web_app?.url;
  if (target !== undefined) {
    return (
      <a
        class={`key link${style}`}
        data-testid="inline-button"
        href={localLink(target)}
        target="_blank"
        rel="noopener"
      >
        <span>{button.text}</span>
      </a>
    );
  }
  const isWaiting = context.waiting === buttonKey(message.message_id, button.callback_data ?? '');
  return (
    <button
      type="button"
      class={`key${style}${button.copy_text ? ' copy' : ''}${isWaiting ? ' waiting' : ''}`}
      data-testid="inline-button"
      data-callback={button.callback_data}
      aria-busy={isWaiting}
      onClick={() => context.onTap(message, button)}
    >
      <span>{button.text}</span>
    </button>
  );
}

function Sender({ message }: { message: ChatMessage }): JSX.Element {
  return <div class={`sender hue-${Math.abs(message.from.id) % 6}`}>{fullName(message.from)}</div>;
}

function Quote({
  message,
  context,
}: {
  message: { text?: string; caption?: string; from: ChatMessage['from'] };
  context: BubbleContext;
}): JSX.Element {
  return (
    <div class="quote">
      <b>{fullName(message.from)}</b>
      <span>{message.text ?? message.caption ?? context.words.photo}</span>
    </div>
  );
}

function ContactCard({ message, words }: { message: ChatMessage; words: Words }): JSX.Element {
  const { first_name: first, last_name: last, phone_number: phone } = message.contact!;
  return (
    <div class="contact" aria-label={words.contact}>
      <Avatar id={message.contact!.user_id ?? 0} name={last ? `${first} ${last}` : first} />
      <div>
        <b>{last ? `${first} ${last}` : first}</b>
        <span>{phone}</span>
      </div>
    </div>
  );
}

export function Avatar({ id, name }: { id: number; name: string }): JSX.Element {
  const initials = name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase();
  return (
    <span class={`avatar hue-${Math.abs(id) % 6}`} aria-hidden="true">
      {initials}
    </span>
  );
}

function Stamp({
  message,
  context,
  isOwn,
}: {
  message: ChatMessage;
  context: BubbleContext;
  isOwn: boolean;
}): JSX.Element {
  const time = new Date(message.date * 1000).toLocaleTimeString(context.locale, {
    hour: '2-digit',
    minute: '2-digit',
  });
  // Telegram does not mark edits of messages that carry buttons: they are screens, not statements.
  const isMarked = message.edits > 0 && !message.reply_markup;
  return (
    <span class="stamp">
      {isMarked && <i>{context.words.edited}</i>}
      <time>{time}</time>
      {isOwn && (
        <svg class="ticks" viewBox="0 0 18 10" aria-hidden="true">
          <path d="m1 5.5 3.2 3.2L11 1.6M7.4 8 8 8.7l6.9-7.1" />
        </svg>
      )}
    </span>
  );
}

function dayOf(message: ChatMessage | undefined, { locale, words }: BubbleContext): string {
  if (!message) return '';
  const date = new Date(message.date * 1000);
  const today = new Date();
  const yesterday = new Date(today.getTime() - 86_400_000);
  if (date.toDateString() === today.toDateString()) return words.today;
  if (date.toDateString() === yesterday.toDateString()) return words.yesterday;
  return date.toLocaleDateString(locale, { day: 'numeric', month: 'long' });
}
