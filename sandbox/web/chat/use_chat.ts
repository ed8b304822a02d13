// Keeps one chat up to date: loads it whole, then follows the live feed; loads again whenever the
// feed reconnects.

import { useEffect, useReducer, useRef } from 'preact/hooks';
import {
  loadChat,
  type CallbackAnswer,
  type ChatMessage,
  type LiveEvent,
  type Snapshot,
} from './model.ts';

export interface ChatView extends Snapshot {
  isLoaded: boolean;
  isConnected: boolean;
  /** What the bot is doing, until it writes or five seconds pass. */
  action: string | null;
}

type Change =
  | { kind: 'snapshot'; snapshot: Snapshot }
  | { kind: 'message'; message: ChatMessage }
  | { kind: 'deleted'; messageId: number }
  | { kind: 'action'; action: string | null }
  | { kind: 'connected'; isConnected: boolean }
  | { kind: 'leave' };

const nothing: ChatView = {
  bot: null,
  chat: null,
  messages: [],
  isLoaded: false,
  isConnected: true,
  action: null,
};
const actionShownMs = 5000;

function reduce(view: ChatView, change: Change): ChatView {
  switch (change.kind) {
    case 'snapshot':
      return {
        ...view,
        ...change.snapshot,
        messages: change.snapshot.messages.filter(({ deleted }) => !deleted),
        isLoaded: true,
      };
    case 'message':
      return { ...view, messages: withMessage(view.messages, change.message), action: null };
    case 'deleted':
      return {
        ...view,
        messages: view.messages.filter(({ message_id: id }) => id !== change.messageId),
      };
    case 'action':
      return { ...view, action: change.action };
    case 'connected':
      return { ...view, isConnected: change.isConnected };
    case 'leave':
      return nothing;
  }
}

function withMessage(messages: ChatMessage[], changed: ChatMessage): ChatMessage[] {
  const at = messages.findIndex(({ message_id: id }) => id === changed.message_id);
  if (changed.deleted) return messages.filter((_, index) => index !== at);
  return at < 0
    ? [...messages, changed]
    : messages.map((message, index) => (index === at ? changed : message));
}

export function useChat(chatId: number, onAnswer: (answer: CallbackAnswer) => void): ChatView {
  const [view, change] = useReducer(reduce, nothing);
  const answerTo = useRef(onAnswer);
  answerTo.current = onAnswer;

  useEffect(() => {
    let botId: number | null = null;
    let isGone = false;
    let waiting: LiveEvent[] | null = null;
    let actionTimer = 0;

    const load = async (): Promise<void> => {
      waiting ??= [];
      const snapshot = await loadChat(chatId);
      if (isGone) return;
      botId = snapshot.bot?.id ?? null;
      change({ kind: 'snapshot', snapshot });
      const missed = waiting ?? [];
      waiting = null;
      missed.forEach(apply);
    };
    const reload = (): void =>
      void load().catch(() => change({ kind: 'connected', isConnected: false }));

    const apply = (event: LiveEvent): void => {
      if (!('bot_id' in event)) return reload();
      if (event.bot_id !== botId) return;
      if (event.type === 'callback_answer') return answerTo.current(event.callback_query);
      if (event.chat_id !== chatId) return;
      if (event.type === 'message') change({ kind: 'message', message: event.message });
      if (event.type === 'deleted') change({ kind: 'deleted', messageId: event.message_id });
      if (event.type === 'chat') reload();
      if (event.type === 'action') {
        change({ kind: 'action', action: event.action });
        clearTimeout(actionTimer);
        actionTimer = window.setTimeout(
          () => change({ kind: 'action', action: null }),
          actionShownMs,
        );
      }
    };

    const feed = new EventSource('/control/telegram/stream');
    feed.onopen = () => {
      change({ kind: 'connected', isConnected: true });
      reload();
    };
    feed.onerror = () => change({ kind: 'connected', isConnected: false });
    feed.onmessage = ({ data }) => {
      const event = JSON.parse(data as string) as LiveEvent;
      if (waiting) waiting.push(event);
      else apply(event);
    };
    return () => {
      isGone = true;
      feed.close();
      clearTimeout(actionTimer);
      change({ kind: 'leave' });
    };
  }, [chatId]);

  return view;
}
