// What a person does in the messenger: write, share the own phone number, tap buttons, block the
// bot. Each action changes the chat and queues the update the bot gets. Used by the chat page and
// by tests through the control API.

import { invalid, notFound, refused } from '../control/errors.ts';
import { detectEntities } from './html.ts';
import type {
  BotState,
  CallbackState,
  ChatState,
  Contact,
  InlineButton,
  Message,
  Person,
  ReplyButton,
  StoredMessage,
} from './types.ts';
import { asUser, newQueryId, nowSeconds, type TelegramWorld } from './world.ts';

const callbacksKept = 5000;
const maxTextLength = 4096;

export class PersonActions {
  constructor(
    private readonly world: TelegramWorld,
    private readonly bot: BotState,
    readonly person: Person,
    readonly chat: ChatState,
  ) {}

  say(text: string): Message {
    const trimmed = text.trim();
    if (trimmed === '') throw invalid('text is empty');
    if (trimmed.length > maxTextLength) throw invalid(`text is longer than ${maxTextLength}`);
    const { entities } = detectEntities({ text: trimmed, entities: [] });
    return this.send({ text: trimmed, ...(entities.length > 0 && { entities }) });
  }

  shareContact(other?: Contact): Message {
    const { phone, first_name, last_name, id } = this.person;
    const own: Contact = {
      phone_number: phone,
      first_name,
      ...(last_name && { last_name }),
      user_id: id,
    };
    return this.send({ contact: other ?? own });
  }

  /**
   * Presses a button of the reply keyboard: sends its text, or the contact where it asks for one.
   */
  pressKey(button: ReplyButton): Message {
    const keyboard = this.chat.keyboard;
    const message = button.request_contact ? this.shareContact() : this.say(button.text);
    if (keyboard?.one_time_keyboard && this.chat.keyboard === keyboard) {
      this.chat.keyboard = null;
      this.world.chatChanged(this.bot, this.chat);
    }
    return message;
  }

  /**
   * Taps a callback button. `data` may be one the message does not have: real clients can send that
   * too.
   */
  tap(messageId: number, data: string): CallbackState {
    const stored = this.world.find(this.chat, messageId);
    if (!stored) throw notFound(`message ${messageId}`);
    const query: CallbackState = {
      id: newQueryId(),
      chatId: this.chat.chat.id,
      userId: this.person.id,
      messageId,
      data,
      at: Date.now(),
      answer: null,
    };
    this.bot.callbacks.push(query);
    if (this.bot.callbacks.length > callbacksKept) this.bot.callbacks.shift();
    this.world.queueUpdate(this.bot, 'callback_query', {
      id: query.id,
      from: asUser(this.person),
      message: stored.wire,
      chat_instance: String(this.chat.chat.id),
      data,
    });
    return query;
  }

  /** The newest button with this text: under a message, else on the reply keyboard. */
  findButton(
    text: string,
    messageId?: number,
  ): { stored: StoredMessage; inline: InlineButton } | { key: ReplyButton } {
    for (const stored of [...this.chat.messages].reverse()) {
      if (stored.deleted || (messageId !== undefined && stored.wire.message_id !== messageId))
        continue;
      const inline = stored.wire.reply_markup?.inline_keyboard
        .flat()
        .find((button) => button.text === text);
      if (inline) return { stored, inline };
    }
    const key = this.chat.keyboard?.keyboard.flat().find((button) => button.text === text);
    if (!key) throw notFound(`a button with the text "${text}"`);
    return { key };
  }

  setBlocked(blocked: boolean): void {
    if (this.chat.blocked === blocked) return;
    this.chat.blocked = blocked;
    const status = (isBlocked: boolean) =>
      isBlocked
        ? { user: this.bot.me, status: 'kicked', until_date: 0 }
        : { user: this.bot.me, status: 'member' };
    this.world.queueUpdate(this.bot, 'my_chat_member', {
      chat: this.chat.chat,
      from: asUser(this.person),
      date: nowSeconds(),
      old_chat_member: status(!blocked),
      new_chat_member: status(blocked),
    });
    this.world.chatChanged(this.bot, this.chat);
  }

  private send(content: Partial<Message>): Message {
    if (this.chat.blocked) throw refused('the bot is blocked in this chat; unblock it first');
    if (!this.chat.started) {
      this.chat.started = true;
      this.world.chatChanged(this.bot, this.chat);
    }
    const { wire } = this.world.post(this.bot, this.chat, this.person, content);
    this.world.queueUpdate(this.bot, 'message', wire);
    return wire;
  }
}
