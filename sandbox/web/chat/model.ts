// What the chat page knows: the shapes the control API answers with, and the few calls it makes.

import type {
  Chat,
  InlineButton,
  Message,
  Person,
  ReplyButton,
  ReplyKeyboard,
  User,
} from '../../src/telegram/types.ts';

export type { InlineButton, ReplyButton, User };

export type ChatMessage = Message & { deleted: boolean; edits: number };
export type Someone = Person & { is_operator: boolean };

export interface BotInfo extends User {
  commands: {
    scope: string;
    languageCode: string;
    commands: { command: string; description: string }[];
  }[];
}

export interface ChatInfo extends Chat {
  started: boolean;
  blocked: boolean;
  keyboard: ReplyKeyboard | null;
}

export interface Snapshot {
  bot: BotInfo | null;
  chat: ChatInfo | null;
  messages: ChatMessage[];
}

export interface CallbackAnswer {
  id: string;
  user_id: number;
  message_id: number;
  data: string;
  answer: { text: string; show_alert: boolean; url: string } | null;
}

export type LiveEvent =
  | { type: 'message'; bot_id: number; chat_id: number; message: ChatMessage }
  | { type: 'deleted'; bot_id: number; chat_id: number; message_id: number }
  | { type: 'action'; bot_id: number; chat_id: number; action: string }
  | { type: 'callback_answer'; bot_id: number; callback_query: CallbackAnswer }
  | { type: 'chat'; bot_id: number; chat_id: number }
  | { type: 'bots' }
  | { type: 'people' }
  | { type: 'reset' };

const base = '/control/telegram';

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${base}${path}`, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    }),
  });
  if (answer.status === 204) return undefined as T;
  const value = (await answer.json()) as T & { error?: { message: string } };
  if (!answer.ok) throw new Error(value.error?.message ?? `HTTP ${answer.status}`);
  return value;
}

export const loadPeople = async (): Promise<Someone[]> =>
  (await call<{ items: Someone[] }>('GET', '/users')).items;
export const loadChat = (chatId: number): Promise<Snapshot> =>
  call('GET', `/chats/${chatId}/messages`);
export const addPerson = (fields: Record<string, string>): Promise<Someone> =>
  call('POST', '/users', fields);

/** What one person can do in one chat. */
export interface Hands {
  say(text: string): Promise<unknown>;
  press(button: ReplyButton): Promise<unknown>;
  tap(messageId: number, data: string): Promise<{ callback_query: CallbackAnswer }>;
  setBlocked(blocked: boolean): Promise<unknown>;
}

export function handsOf(personId: number, chatId: number): Hands {
  const act = <T>(what: string, body: object): Promise<T> =>
    call('POST', `/users/${personId}/${what}`, { chat_id: chatId, ...body });
  return {
    say: (text) => act('messages', { text }),
    press: (button) =>
      button.request_contact ? act('contact', {}) : act('messages', { text: button.text }),
    tap: (messageId, data) => act('taps', { message_id: messageId, data }),
    setBlocked: (blocked) => act(blocked ? 'block' : 'unblock', {}),
  };
}

export function photoUrl(botId: number, message: ChatMessage): string {
  return `${base}/files/${botId}/${message.photo!.at(-1)!.file_id}`;
}

export const fullName = ({ first_name: first, last_name: last }: User): string =>
  last ? `${first} ${last}` : first;
