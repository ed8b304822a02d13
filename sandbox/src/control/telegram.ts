// The Telegram part of the control API: act as a person, look at chats, set faults. The chat page
// is its first user.

import type { LiveFeed } from '../live_feed.ts';
import type { TelegramApi } from '../telegram/api.ts';
import { isOperator, operatorsChat } from '../telegram/demo_people.ts';
import {
  noTelegramFault,
  telegramFaultModes,
  type TelegramFault,
  type TelegramFaults,
} from '../telegram/faults.ts';
import { PersonActions } from '../telegram/person_actions.ts';
import type { BotState, ChatState, Person } from '../telegram/types.ts';
import { describeCallback, describeMessage, type TelegramWorld } from '../telegram/world.ts';
import { invalid, notFound, refused } from './errors.ts';
import { answered, type ControlRequest, type Router } from './router.ts';

export interface TelegramControl {
  world: TelegramWorld;
  api: TelegramApi;
  faults: TelegramFaults;
  feed: LiveFeed;
}

export function addTelegramRoutes(router: Router, control: TelegramControl): void {
  const { world, api, feed } = control;
  const base = '/control/telegram';
  router
    .on('GET', `${base}/bots`, () => ({
      items: Object.values(world.state.bots).map((bot) => describeBot(bot)),
    }))
    .on('GET', `${base}/users`, () => ({ items: world.state.people.map(describePerson) }))
    .on('POST', `${base}/users`, ({ body }) => describePerson(addPerson(world, body)))
    .on('POST', `${base}/users/{id}/messages`, (request) => ({
      message: actions(world, request).say(String(request.body['text'] ?? '')),
    }))
    .on('POST', `${base}/users/{id}/contact`, (request) => ({
      message: shareContact(world, request),
    }))
    .on('POST', `${base}/users/{id}/taps`, (request) => tap(world, request))
    .on('POST', `${base}/users/{id}/block`, (request) => setBlocked(world, request, true))
    .on('POST', `${base}/users/{id}/unblock`, (request) => setBlocked(world, request, false))
    .on('GET', `${base}/chats/{chat_id}/messages`, (request) => chatState(world, request))
    .on('GET', `${base}/callbacks/{id}`, ({ params }) => callback(world, params['id']!))
    .on('GET', `${base}/files/{bot_id}/{file_id}`, async ({ params, exchange }) => {
      const file = world.currentBot(params['bot_id'])?.files[params['file_id']!];
      await api.sendStored(exchange, file);
      return answered;
    })
    .on('GET', `${base}/stream`, ({ exchange }) => {
      feed.attach(exchange.response);
      return answered;
    });
}

// ---- who acts, on which chat

function botOf({ body, query }: ControlRequest): string | undefined {
  const named = body['bot_id'] ?? query.get('bot');
  return named === undefined || named === null || named === '' ? undefined : String(named);
}

function requireBot(world: TelegramWorld, request: ControlRequest): BotState {
  const bot = world.currentBot(botOf(request));
  if (!bot) throw refused('no bot has called the Bot API yet: start the product first');
  return bot;
}

function actions(world: TelegramWorld, request: ControlRequest): PersonActions {
  const person = world.person(Number(request.params['id']));
  if (!person) throw notFound(`person ${request.params['id']}`);
  const bot = requireBot(world, request);
  const chatId = Number(request.body['chat_id'] ?? person.id);
  const chat = world.mayWriteIn(person, chatId) ? world.chat(bot, chatId) : undefined;
  if (!chat) throw refused(`${person.first_name} is not in the chat ${chatId}`);
  return new PersonActions(world, bot, person, chat);
}

function addPerson(world: TelegramWorld, body: Record<string, unknown>): Person {
  const firstName = String(body['first_name'] ?? '').trim();
  if (firstName === '') throw invalid('first_name is empty');
  const lastName = String(body['last_name'] ?? '').trim();
  const username = String(body['username'] ?? '').trim();
  const phone = String(body['phone'] ?? '').replace(/[^+\d]/g, '');
  return world.addPerson({
    first_name: firstName,
    ...(lastName && { last_name: lastName }),
    ...(username && { username }),
    language_code: String(body['language_code'] ?? 'ru'),
    phone: phone || `+7900${String(world.state.nextPersonId).padStart(7, '0')}`,
  });
}

// ---- actions

function shareContact(world: TelegramWorld, request: ControlRequest): unknown {
  const { phone, first_name: firstName } = request.body;
  if (phone === undefined) return actions(world, request).shareContact();
  return actions(world, request).shareContact({
    phone_number: String(phone),
    first_name: String(firstName ?? 'Someone'),
  });
}

/**
 * {message_id, data} taps exactly that; {button} finds the newest button of this text, inline or on
 * the keyboard.
 */
function tap(world: TelegramWorld, request: ControlRequest): unknown {
  const acting = actions(world, request);
  const { message_id: messageId, data, button } = request.body;
  if (data !== undefined)
    return { callback_query: describeCallback(acting.tap(Number(messageId), String(data))) };
  if (button === undefined) throw invalid('give data with message_id, or button');
  const found = acting.findButton(
    String(button),
    messageId === undefined ? undefined : Number(messageId),
  );
  if ('key' in found) return { message: acting.pressKey(found.key) };
  const { inline, stored } = found;
  if (inline.callback_data === undefined)
    return {
      opened: inline.url ?? inline.web_app?.url ?? null,
      copied: inline.copy_text?.text ?? null,
    };
  return {
    callback_query: describeCallback(acting.tap(stored.wire.message_id, inline.callback_data)),
  };
}

function setBlocked(world: TelegramWorld, request: ControlRequest, blocked: boolean): undefined {
  actions(world, request).setBlocked(blocked);
}

function callback(world: TelegramWorld, id: string): unknown {
  const found = Object.values(world.state.bots)
    .flatMap((bot) => bot.callbacks)
    .find((query) => query.id === id);
  if (!found) throw notFound(`callback query ${id}`);
  return describeCallback(found);
}

// ---- looking

function chatState(world: TelegramWorld, request: ControlRequest): unknown {
  const bot = world.currentBot(botOf(request));
  const chatId = Number(request.params['chat_id']);
  const exists = chatId === operatorsChat.id || world.person(chatId) !== undefined;
  if (!exists) throw notFound(`chat ${request.params['chat_id']}`);
  const chat = bot && world.chat(bot, chatId);
  return {
    bot: bot ? describeBot(bot, chatId) : null,
    chat: chat ? describeChat(chat) : null,
    messages: chat?.messages.map(describeMessage) ?? [],
  };
}

function describeChat({ chat, started, blocked, keyboard }: ChatState): unknown {
  return { ...chat, started, blocked, keyboard };
}

function describePerson(person: Person): unknown {
  return { ...person, is_operator: isOperator(person) };
}

/** Never the token: pages and logs have no use for it. */
function describeBot(bot: BotState, chatId?: number): unknown {
  return {
    ...bot.me,
    last_seen: bot.lastSeen,
    commands: bot.commands,
    menu_button:
      (chatId !== undefined && bot.menuButtons[String(chatId)]) ||
      bot.menuButtons['default'] ||
      null,
    pending_updates: bot.updates.length,
    webhook_url: bot.webhook?.url ?? null,
  };
}

// ---- faults

export function parseTelegramFault(raw: Record<string, unknown>): TelegramFault {
  const mode = raw['mode'] as TelegramFault['mode'];
  if (!telegramFaultModes.includes(mode))
    throw invalid(`telegram.mode must be one of ${telegramFaultModes.join(', ')}`);
  const methods = raw['methods'] ?? (raw['method'] === undefined ? [] : [raw['method']]);
  if (!Array.isArray(methods)) throw invalid('telegram.methods must be a list of names');
  const times = raw['times'];
  if (times !== undefined && times !== null && !(Number(times) >= 1))
    throw invalid('telegram.times must be at least 1');
  return {
    ...noTelegramFault,
    mode,
    methods: methods.map((name) => String(name).toLowerCase()),
    remaining: times === undefined || times === null ? null : Number(times),
    retryAfterSeconds: Number(raw['retry_after'] ?? 1),
  };
}
