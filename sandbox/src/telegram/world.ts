// The Telegram of the sandbox: bots, people, chats and messages, and the primitive changes to them.
// Methods (what a bot may do) and people (what a person may do) are built on it; it alone touches
// the state, saves it and tells the open pages. Checks of a bot's parameters are not here.

import { randomBytes, randomInt } from 'node:crypto';
import type { LiveFeed } from '../live_feed.ts';
import { badRequest, forbidden } from './errors.ts';
import { demoPeople, isOperator, operatorsChat } from './demo_people.ts';
import type {
  BotState,
  CallbackState,
  Chat,
  ChatState,
  Message,
  Person,
  StoredMessage,
  TelegramState,
  Update,
  User,
} from './types.ts';

const undeliveredKeptMs = 24 * 3600 * 1000;

export function freshTelegramState(): TelegramState {
  return { people: structuredClone(demoPeople), nextPersonId: 5001, bots: {} };
}

export class TelegramWorld {
  /** Called with the bot after an update was queued for it. */
  onUpdate: (bot: BotState) => void = () => {};

  constructor(
    readonly state: TelegramState,
    readonly filesDir: string,
    private readonly feed: LiveFeed,
    private readonly save: () => void,
  ) {}

  // ---- bots

  /**
   * Any well-shaped token makes a bot; the number before the colon says which, as after a token was
   * re-issued.
   */
  bot(token: string): BotState {
    const id = token.split(':', 1)[0]!;
    let bot = this.state.bots[id];
    if (!bot) {
      bot = newBot(token, Number(id));
      this.state.bots[id] = bot;
      this.changed({ type: 'bots' });
    }
    bot.token = token;
    bot.lastSeen = new Date().toISOString();
    return bot;
  }

  /** The bot a page or a test talks to when it names none: the one that called last. */
  currentBot(id?: string): BotState | undefined {
    if (id) return this.state.bots[id];
    return Object.values(this.state.bots).sort((a, b) => b.lastSeen.localeCompare(a.lastSeen))[0];
  }

  // ---- people and chats

  person(id: number): Person | undefined {
    return this.state.people.find((person) => person.id === id);
  }

  addPerson(fields: Omit<Person, 'id' | 'is_bot'>): Person {
    const person: Person = { id: this.state.nextPersonId++, is_bot: false, ...fields };
    this.state.people.push(person);
    this.changed({ type: 'people' });
    return person;
  }

  /** The chat of this id as the bot sees it; undefined when nobody of that id exists. */
  chat(bot: BotState, chatId: number): ChatState | undefined {
    const known = bot.chats[String(chatId)];
    if (known) return known;
    const chat = this.describeChat(chatId);
    if (!chat) return undefined;
    const state: ChatState = {
      chat,
      nextMessageId: 1,
      messages: [],
      started: chat.type !== 'private',
      blocked: false,
      keyboard: null,
    };
    bot.chats[String(chatId)] = state;
    return state;
  }

  /** The chat a bot may write to, or the error it would get. */
  writableChat(bot: BotState, chatId: number): ChatState {
    const chat = this.chat(bot, chatId);
    if (!chat || !chat.started) throw badRequest('chat not found');
    if (chat.blocked) {
      throw forbidden(
        chat.chat.type === 'private'
          ? 'bot was blocked by the user'
          : 'bot was kicked from the supergroup chat',
      );
    }
    return chat;
  }

  private describeChat(chatId: number): Chat | undefined {
    if (chatId === operatorsChat.id) return { ...operatorsChat };
    const person = this.person(chatId);
    if (!person) return undefined;
    const { id, first_name, last_name, username } = person;
    return {
      id,
      type: 'private',
      first_name,
      ...(last_name && { last_name }),
      ...(username && { username }),
    };
  }

  mayWriteIn(person: Person, chatId: number): boolean {
    return chatId === person.id || (chatId === operatorsChat.id && isOperator(person));
  }

  // ---- messages

  post(bot: BotState, chat: ChatState, from: User, content: Partial<Message>): StoredMessage {
    const wire: Message = {
      message_id: chat.nextMessageId++,
      from: asUser(from),
      chat: chat.chat,
      date: nowSeconds(),
      ...content,
    };
    const stored: StoredMessage = { wire, deleted: false, edits: 0, history: [] };
    chat.messages.push(stored);
    this.publishMessage(bot, chat, stored);
    return stored;
  }

  find(chat: ChatState, messageId: number): StoredMessage | undefined {
    return chat.messages.find(
      (message) => message.wire.message_id === messageId && !message.deleted,
    );
  }

  edit(bot: BotState, chat: ChatState, stored: StoredMessage, wire: Message): void {
    stored.history.push(stored.wire.text ?? stored.wire.caption ?? '');
    if (stored.history.length > 50) stored.history.shift();
    stored.wire = { ...wire, edit_date: nowSeconds() };
    stored.edits++;
    this.publishMessage(bot, chat, stored);
  }

  delete(bot: BotState, chat: ChatState, stored: StoredMessage): void {
    stored.deleted = true;
    this.changed({
      type: 'deleted',
      bot_id: bot.me.id,
      chat_id: chat.chat.id,
      message_id: stored.wire.message_id,
    });
  }

  /** Something about a chat other than its messages changed: keyboard, block, start. */
  chatChanged(bot: BotState, chat: ChatState): void {
    this.changed({ type: 'chat', bot_id: bot.me.id, chat_id: chat.chat.id });
  }

  tellPages(event: { type: string; [field: string]: unknown }): void {
    this.changed(event);
  }

  private publishMessage(bot: BotState, chat: ChatState, message: StoredMessage): void {
    this.changed({
      type: 'message',
      bot_id: bot.me.id,
      chat_id: chat.chat.id,
      message: describeMessage(message),
    });
  }

  private changed(event: { type: string; [field: string]: unknown }): void {
    this.feed.publish(event);
    this.save();
  }

  // ---- updates

  queueUpdate(
    bot: BotState,
    kind: 'message' | 'callback_query' | 'my_chat_member',
    payload: unknown,
  ): Update | null {
    if (bot.allowedUpdates.length > 0 && !bot.allowedUpdates.includes(kind)) return null;
    const update: Update = { update_id: bot.nextUpdateId++, [kind]: structuredClone(payload) };
    bot.updates.push(update);
    this.save();
    this.onUpdate(bot);
    return update;
  }

  dropUpdates(bot: BotState, below: number): void {
    const before = bot.updates.length;
    bot.updates = bot.updates.filter((update) => update.update_id >= below);
    if (bot.updates.length !== before) this.save();
  }

  dropExpiredUpdates(bot: BotState): void {
    const oldest = (Date.now() - undeliveredKeptMs) / 1000;
    bot.updates = bot.updates.filter((update) => (update.message?.date ?? Infinity) >= oldest);
  }

  touched(): void {
    this.save();
  }

  // ---- reset

  /**
   * Empties everything a person can see. Counters go on, because bots remember update and message
   * ids.
   */
  reset(): void {
    this.state.people = structuredClone(demoPeople);
    for (const bot of Object.values(this.state.bots)) {
      bot.updates = [];
      bot.callbacks = [];
      for (const chat of Object.values(bot.chats)) {
        chat.messages = [];
        chat.started = chat.chat.type !== 'private';
        chat.blocked = false;
        chat.keyboard = null;
      }
    }
    this.changed({ type: 'reset' });
  }
}

export function asUser({ id, is_bot, first_name, last_name, username, language_code }: User): User {
  return {
    id,
    is_bot,
    first_name,
    ...(last_name && { last_name }),
    ...(username && { username }),
    ...(language_code && { language_code }),
  };
}

/** How pages and the control API see a message: the wire object and its fate in one. */
export function describeMessage({
  wire,
  deleted,
  edits,
  history,
}: StoredMessage): Record<string, unknown> {
  return { ...wire, deleted, edits, history };
}

/** How pages and the control API see a tap and the bot's answer to it. */
export function describeCallback({
  id,
  chatId,
  userId,
  messageId,
  data,
  answer,
}: CallbackState): Record<string, unknown> {
  return {
    id,
    chat_id: chatId,
    user_id: userId,
    message_id: messageId,
    data,
    answer: answer && { text: answer.text, show_alert: answer.showAlert, url: answer.url },
  };
}

export const nowSeconds = (): number => Math.floor(Date.now() / 1000);

export const newQueryId = (): string =>
  (BigInt(randomInt(1, 2 ** 31)) * 2n ** 32n + BigInt(randomInt(0, 2 ** 32))).toString();

export const newFileId = (prefix: string, bytes: number): string =>
  prefix + randomBytes(bytes).toString('base64url');

function newBot(token: string, id: number): BotState {
  return {
    token,
    me: { id, is_bot: true, first_name: 'Прокат', username: 'prokat_demo_bot' },
    // Grows with the calendar, so that a bot that remembers the ids of an erased sandbox still sees
    // new ones.
    nextUpdateId: nowSeconds(),
    updates: [],
    allowedUpdates: [],
    webhook: null,
    chats: {},
    files: {},
    nextFileNumber: 1,
    callbacks: [],
    commands: [],
    menuButtons: {},
    lastSeen: '',
  };
}
