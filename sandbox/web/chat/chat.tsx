// One person's view of one chat: header, conversation, composer, and what a tap leads to.

import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Avatar, buttonKey, Conversation, type BubbleContext } from './bubbles.tsx';
import { Composer } from './composer.tsx';
import { BotAlert, PhotoViewer, ShareContact, Toast } from './dialogs.tsx';
import {
  fullName,
  handsOf,
  type Hands,
  type CallbackAnswer,
  type ChatMessage,
  type InlineButton,
  type ReplyButton,
  type Someone,
} from './model.ts';
import { localLink } from './rich_text.tsx';
import { useChat, type ChatView } from './use_chat.ts';
import { wordsFor, type Words } from './words.ts';

interface Props {
  person: Someone;
  chatId: number;
  startPayload: string;
  onPeople: () => void;
}

/** What lies over the chat at the moment; at most one of each. */
interface Overlays {
  toast?: string;
  alert?: string;
  photo?: string;
  /** The key that asks for the phone number. */
  asked?: ReplyButton;
}

export function Chat({ person, chatId, startPayload, onPeople }: Props): JSX.Element {
  const words = wordsFor(person.language_code);
  const hands = useMemo(() => handsOf(person.id, chatId), [person.id, chatId]);
  const [overlays, setOverlays] = useState<Overlays>({});
  const [payload, setPayload] = useState(startPayload);
  const show = (more: Overlays): void => setOverlays((now) => ({ ...now, ...more }));
  const attempt = (act: Promise<unknown>): void =>
    void act.catch((error: Error) => show({ toast: error.message }));

  const taps = useTaps(person.id, hands, words, attempt, show);
  const view = useChat(chatId, taps.onAnswer);
  const context: BubbleContext | null = view.bot && {
    personId: person.id,
    botId: view.bot.id,
    isGroup: chatId < 0,
    words,
    waiting: taps.waiting,
    locale: person.language_code === 'en' ? 'en-GB' : 'ru-RU',
    onTap: taps.tap,
    onCommand: (command) => attempt(hands.say(command)),
    onPhoto: (photo) => show({ photo }),
  };
  return (
    <main class="chat">
      <Header
        view={view}
        words={words}
        onPeople={onPeople}
        onBlock={() => attempt(hands.setBlocked(true))}
      />
      <Scroller key={chatId} view={view} words={words}>
        {view.isLoaded && view.messages.length === 0 && (
          <Empty view={view} words={words} isGroup={chatId < 0} />
        )}
        {context && <Conversation messages={view.messages} context={context} />}
      </Scroller>
      <Over
        overlays={overlays}
        person={person}
        words={words}
        onClose={(name) => show({ [name]: undefined })}
        onShare={(button) => attempt(hands.press(button))}
      />
      {view.bot && view.chat && (
        <Composer
          bot={view.bot}
          chat={view.chat}
          isFresh={view.messages.length === 0 || payload !== ''}
          words={words}
          languageCode={person.language_code ?? 'ru'}
          onSay={(text) => attempt(hands.say(text))}
          onPress={(key) =>
            key.request_contact ? show({ asked: key }) : attempt(hands.press(key))
          }
          onStart={() => {
            attempt(hands.say(`/start ${payload}`));
            setPayload('');
          }}
          onUnblock={() => attempt(hands.setBlocked(false))}
        />
      )}
    </main>
  );
}

/** Telegram's clients stop the spinner of an unanswered tap after a while too. */
const answerAwaitedMs = 15_000;

interface Taps {
  /** Key of the button whose answer is awaited. */
  waiting: string | null;
  tap: (message: ChatMessage, button: InlineButton) => void;
  onAnswer: (query: CallbackAnswer) => void;
}

function useTaps(
  personId: number,
  hands: Hands,
  words: Words,
  attempt: (act: Promise<unknown>) => void,
  show: (more: Overlays) => void,
): Taps {
  const [waiting, setWaiting] = useState<string | null>(null);
  useEffect(() => {
    if (waiting === null) return undefined;
    const timer = setTimeout(() => setWaiting(null), answerAwaitedMs);
    return () => clearTimeout(timer);
  }, [waiting]);

  const tap = (message: ChatMessage, button: InlineButton): void => {
    if (button.copy_text) {
      void navigator.clipboard?.writeText(button.copy_text.text).catch(() => {});
      show({ toast: words.copied });
      return;
    }
    setWaiting(buttonKey(message.message_id, button.callback_data!));
    attempt(hands.tap(message.message_id, button.callback_data!));
  };
  const onAnswer = ({ user_id: userId, message_id: id, data, answer }: CallbackAnswer): void => {
    if (userId !== personId || !answer) return;
    setWaiting((key) => (key === buttonKey(id, data) ? null : key));
    if (answer.text) show(answer.show_alert ? { alert: answer.text } : { toast: answer.text });
    if (answer.url) window.open(localLink(answer.url), '_blank', 'noopener');
  };
  return { waiting, tap, onAnswer };
}

interface OverProps {
  overlays: Overlays;
  person: Someone;
  words: Words;
  onClose: (name: keyof Overlays) => void;
  onShare: (button: ReplyButton) => void;
}

function Over({ overlays, person, words, onClose, onShare }: OverProps): JSX.Element {
  const { toast, alert, photo, asked } = overlays;
  return (
    <div class="toast-shelf">
      {toast && <Toast text={toast} onDone={() => onClose('toast')} />}
      {alert && <BotAlert text={alert} words={words} onClose={() => onClose('alert')} />}
      {photo && <PhotoViewer url={photo} words={words} onClose={() => onClose('photo')} />}
      {asked && (
        <ShareContact
          person={person}
          words={words}
          onClose={() => onClose('asked')}
          onShare={() => {
            onClose('asked');
            onShare(asked);
          }}
        />
      )}
    </div>
  );
}

interface HeaderProps {
  view: ChatView;
  words: Words;
  onPeople: () => void;
  onBlock: () => void;
}

function Header({ view, words, onPeople, onBlock }: HeaderProps): JSX.Element {
  const { chat, bot, action, isConnected } = view;
  const isGroup = chat?.type === 'supergroup';
  const title = isGroup ? chat.title! : bot ? fullName(bot) : 'Прокат';
  const doing = action === 'upload_photo' ? words.sendingPhoto : action ? words.typing : '';
  const status = !isConnected
    ? words.reconnecting
    : doing || (isGroup ? words.operators : `@${bot?.username ?? ''} · ${words.bot}`);
  return (
    <header class="bar">
      <button
        type="button"
        class="round"
        aria-label={words.people}
        data-testid="people"
        onClick={onPeople}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 7h16M4 12h16M4 17h16" />
        </svg>
      </button>
      <Avatar id={isGroup ? 4 : 3} name={title} />
      <div class="title">
        <h1>{title}</h1>
        <span class={doing ? 'doing' : undefined} data-testid="chat-status">
          {status}
          {doing && (
            <i class="dots" aria-hidden="true">
              <b />
              <b />
              <b />
            </i>
          )}
        </span>
      </div>
      {!isGroup && chat && !chat.blocked && (
        <details class="more">
          <summary class="round" aria-label={words.actions}>
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <circle cx="12" cy="5" r="1.6" />
              <circle cx="12" cy="12" r="1.6" />
              <circle cx="12" cy="19" r="1.6" />
            </svg>
          </summary>
          <div class="popover">
            <button type="button" data-testid="block" onClick={onBlock}>
              {words.block}
            </button>
          </div>
        </details>
      )}
    </header>
  );
}

function Empty({
  view,
  words,
  isGroup,
}: {
  view: ChatView;
  words: Words;
  isGroup: boolean;
}): JSX.Element {
  const [title, text] = view.bot
    ? [words.emptyTitle, isGroup ? words.emptyGroup : words.emptyText]
    : [words.offline, words.offlineHint];
  return (
    <div class="empty">
      <h2>{title}</h2>
      <p>{text}</p>
    </div>
  );
}

const nearBottomPx = 120;

/**
 * Stays at the newest message unless the person scrolled up to read; then counts what came
 * meanwhile.
 */
function Scroller({
  view,
  words,
  children,
}: {
  view: ChatView;
  words: Words;
  children: preact.ComponentChildren;
}): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const isAtBottom = useRef(true);
  const [unread, setUnread] = useState(0);
  const [isAway, setAway] = useState(false);
  const count = useRef(0);

  const toBottom = (): void => {
    box.current!.scrollTop = box.current!.scrollHeight;
  };
  useLayoutEffect(() => {
    const added = view.messages.length - count.current;
    count.current = view.messages.length;
    if (isAtBottom.current) toBottom();
    else if (added > 0) setUnread((before) => before + added);
  }, [view.messages]);
  useEffect(() => {
    const watch = new ResizeObserver(() => {
      if (isAtBottom.current) toBottom();
    });
    watch.observe(inner.current!);
    watch.observe(box.current!);
    return () => watch.disconnect();
  }, []);

  const onScroll = (): void => {
    const { scrollHeight, scrollTop, clientHeight } = box.current!;
    isAtBottom.current = scrollHeight - scrollTop - clientHeight < nearBottomPx;
    setAway(!isAtBottom.current);
    if (isAtBottom.current) setUnread(0);
  };
  return (
    <div class="stage">
      <div
        class="scroll"
        ref={box}
        onScroll={onScroll}
        tabIndex={0}
        role="log"
        aria-label={words.chatLog}
        aria-live="polite"
      >
        <div class="column" ref={inner}>
          {children}
        </div>
      </div>
      {isAway && (
        <button type="button" class="to-bottom round" aria-label={words.down} onClick={toBottom}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="m6 10 6 6 6-6" />
          </svg>
          {unread > 0 && (
            <span class="count" aria-label={`${unread} ${words.unread}`}>
              {unread}
            </span>
          )}
        </button>
      )}
    </div>
  );
}
