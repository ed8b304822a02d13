// The methods that are not about one message: who am I, commands, menu, callback answers, chat
// actions, files.

import { badRequest } from './errors.ts';
import { targetChat, type Call } from './sending.ts';
import type { CommandList } from './types.ts';
import { describeCallback } from './world.ts';

const callbackAnswerableMs = 15 * 60 * 1000;
const actions = new Set([
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
]);

export async function getMe({ bot }: Call): Promise<unknown> {
  return {
    ...bot.me,
    can_join_groups: true,
    can_read_all_group_messages: true,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  };
}

export async function answerCallbackQuery({ world, bot, params }: Call): Promise<true> {
  const text = params.text('text');
  if (text.length > 200) throw badRequest('MESSAGE_TOO_LONG');
  const query = bot.callbacks.find((one) => one.id === params.text('callback_query_id'));
  if (!query || query.answer || Date.now() - query.at > callbackAnswerableMs) {
    throw badRequest('query is too old and response timeout expired or query ID is invalid');
  }
  query.answer = { text, showAlert: params.flag('show_alert'), url: params.text('url') };
  world.tellPages({
    type: 'callback_answer',
    bot_id: bot.me.id,
    callback_query: describeCallback(query),
  });
  return true;
}

export async function sendChatAction({ world, bot, params }: Call): Promise<true> {
  const chat = targetChat(world, bot, params);
  const action = params.text('action');
  if (!actions.has(action)) throw badRequest('wrong parameter action in request');
  world.tellPages({ type: 'action', bot_id: bot.me.id, chat_id: chat.chat.id, action });
  return true;
}

export async function getChat({ world, bot, params }: Call): Promise<unknown> {
  if (!params.has('chat_id')) throw badRequest('chat_id is empty');
  const chat = world.chat(bot, params.int('chat_id', Number.NaN));
  if (!chat || !chat.started) throw badRequest('chat not found');
  return { ...chat.chat, accent_color_id: 0, max_reaction_count: 11 };
}

export async function getChatMember({ world, bot, params }: Call): Promise<unknown> {
  const chat = targetChat(world, bot, params);
  const userId = params.int('user_id');
  if (userId === bot.me.id)
    return { user: bot.me, status: chat.chat.type === 'private' ? 'member' : 'administrator' };
  const person = world.person(userId);
  if (!person || !world.mayWriteIn(person, chat.chat.id)) throw badRequest('member not found');
  return { user: person, status: 'member' };
}

export async function getFile({ bot, params }: Call): Promise<unknown> {
  const file = bot.files[params.text('file_id')];
  if (!file) throw badRequest('invalid file_id');
  const { file_id, file_unique_id, file_size } = file.size;
  return { file_id, file_unique_id, file_size, file_path: file.path };
}

// ---- commands and menu

function commandKey({ params }: Call): { scope: string; languageCode: string } {
  return {
    scope: JSON.stringify(params.json('scope', 'scope') ?? { type: 'default' }),
    languageCode: params.text('language_code'),
  };
}

export async function setMyCommands(call: Call): Promise<true> {
  const raw = call.params.json('commands', 'commands');
  if (!Array.isArray(raw)) throw badRequest('expected an Array of BotCommand');
  if (raw.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH');
  const commands = raw.map((one: { command?: unknown; description?: unknown }) => {
    const command = String(one.command ?? '').replace(/^\//, '');
    const description = String(one.description ?? '');
    if (!/^[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID');
    if (description.length < 1 || description.length > 256)
      throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
    return { command, description };
  });
  replaceCommands(call, commands);
  return true;
}

export async function deleteMyCommands(call: Call): Promise<true> {
  replaceCommands(call, []);
  return true;
}

function replaceCommands(call: Call, commands: CommandList['commands']): void {
  const key = commandKey(call);
  const others = call.bot.commands.filter(
    (list) => list.scope !== key.scope || list.languageCode !== key.languageCode,
  );
  call.bot.commands = commands.length > 0 ? [...others, { ...key, commands }] : others;
  call.world.tellPages({ type: 'bots' });
}

export async function getMyCommands(call: Call): Promise<unknown> {
  const key = commandKey(call);
  const list = call.bot.commands.find(
    (one) => one.scope === key.scope && one.languageCode === key.languageCode,
  );
  return list?.commands ?? [];
}

export async function setChatMenuButton({ world, bot, params }: Call): Promise<true> {
  const button = params.json('menu_button', 'menu button') as
    { type?: string; web_app?: { url?: string } } | undefined;
  const type = button?.type ?? 'default';
  if (!['default', 'commands', 'web_app'].includes(type))
    throw badRequest('unsupported menu button type');
  if (type === 'web_app' && !button?.web_app?.url?.startsWith('https://'))
    throw badRequest('menu button Web App URL is invalid');
  bot.menuButtons[params.text('chat_id') || 'default'] = button ?? { type: 'default' };
  world.touched();
  return true;
}

export async function getChatMenuButton({ bot, params }: Call): Promise<unknown> {
  return (
    bot.menuButtons[params.text('chat_id') || 'default'] ??
    bot.menuButtons['default'] ?? { type: 'commands' }
  );
}

/**
 * Names, descriptions and rights of the bot: accepted, kept nowhere, because nothing here shows
 * them.
 */
export async function acceptAndForget(): Promise<true> {
  return true;
}
