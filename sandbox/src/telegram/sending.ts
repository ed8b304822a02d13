// The methods that make messages: sendMessage, sendPhoto, sendMediaGroup, and the checks they share
// with editing.

import { BotApiError, badRequest } from './errors.ts';
import { detectEntities, parseHtml, type FormattedText } from './html.ts';
import { parseMarkup, type Markup } from './markup.ts';
import type { Params } from './params.ts';
import { resolvePhoto } from './photos.ts';
import type {
  BotState,
  ChatState,
  InlineKeyboard,
  Message,
  MessageEntity,
  PhotoSize,
} from './types.ts';
import type { TelegramWorld } from './world.ts';

const maxTextLength = 4096;
const maxCaptionLength = 1024;
const maxAlbumSize = 10;

export interface Call {
  world: TelegramWorld;
  bot: BotState;
  params: Params;
}

export async function sendMessage({ world, bot, params }: Call): Promise<Message> {
  const chat = targetChat(world, bot, params);
  const text = messageText(
    formatted(params.text('text'), params.text('parse_mode'), params.json('entities', 'entities')),
  );
  const markup = markupOf(params, chat);
  return post(
    world,
    bot,
    chat,
    params,
    { text: text.text, ...withEntities('entities', text) },
    markup,
  );
}

export async function sendPhoto({ world, bot, params }: Call): Promise<Message> {
  const chat = targetChat(world, bot, params);
  const caption = captionOf(params);
  const markup = markupOf(params, chat);
  const photo = await resolvePhoto(world, bot, params, params.text('photo'), 'photo');
  return post(world, bot, chat, params, { photo, ...captionFields(caption) }, markup);
}

interface AlbumItem {
  photo: PhotoSize[];
  caption: FormattedText;
}

export async function sendMediaGroup({ world, bot, params }: Call): Promise<Message[]> {
  const chat = targetChat(world, bot, params);
  const media = params.json('media', 'media');
  if (!Array.isArray(media) || media.length === 0)
    throw badRequest('there are no messages to send');
  if (media.length > maxAlbumSize) throw badRequest('too many messages to send as an album');
  // The real server lets an album of one pass; its documentation says 2-10, and a bot must not rely
  // on less.
  if (media.length < 2) throw badRequest('MEDIA_GROUP_INVALID');
  const items: AlbumItem[] = [];
  for (const entry of media) items.push(await albumItem({ world, bot, params }, entry));
  const groupId = String(BigInt(Date.now()) * 10_000n + BigInt(chat.nextMessageId % 10_000));
  return items.map(({ photo, caption }) =>
    post(
      world,
      bot,
      chat,
      params,
      { media_group_id: groupId, photo, ...captionFields(caption) },
      { kind: 'none' },
    ),
  );
}

async function albumItem({ world, bot, params }: Call, raw: unknown): Promise<AlbumItem> {
  const entry = inputMedia(raw);
  const photo = await resolvePhoto(world, bot, params, entry.media, '');
  return { photo, caption: entry.caption };
}

/** An InputMediaPhoto; other kinds are not played. */
export function inputMedia(raw: unknown): { media: string; caption: FormattedText } {
  if (typeof raw !== 'object' || raw === null)
    throw badRequest("can't parse InputMedia: expected an Object");
  const fields = raw as Record<string, unknown>;
  if (fields['type'] !== 'photo')
    throw badRequest(`type "${String(fields['type'])}" is unsupported by the sandbox; use photo`);
  if (typeof fields['media'] !== 'string')
    throw badRequest('can\'t parse InputMedia: Field "media" must be of type String');
  const caption = formatted(
    String(fields['caption'] ?? ''),
    String(fields['parse_mode'] ?? ''),
    fields['caption_entities'],
  );
  return { media: fields['media'], caption: checkCaption(caption) };
}

// ---- shared with editing

export function targetChat(world: TelegramWorld, bot: BotState, params: Params): ChatState {
  if (!params.has('chat_id')) throw badRequest('chat_id is empty');
  return world.writableChat(bot, params.int('chat_id', Number.NaN));
}

export function formatted(text: string, parseMode: string, entities: unknown): FormattedText {
  switch (parseMode.toLowerCase()) {
    case 'html':
      return detectEntities(parseHtml(text));
    case '':
    case 'none':
      return detectEntities(
        Array.isArray(entities)
          ? { text, entities: entities as MessageEntity[] }
          : parsePlain(text),
      );
    case 'markdown':
    case 'markdownv2':
      throw badRequest(`parse_mode ${parseMode} is not played by the sandbox; use HTML`);
    default:
      throw badRequest('unsupported parse_mode');
  }
}

function parsePlain(text: string): FormattedText {
  return { text: text.trim(), entities: [] };
}

export function messageText(text: FormattedText): FormattedText {
  if (text.text === '') throw badRequest('message text is empty');
  if ([...text.text].length > maxTextLength) throw badRequest('message is too long');
  return text;
}

export function captionOf(params: Params): FormattedText {
  return checkCaption(
    formatted(
      params.text('caption'),
      params.text('parse_mode'),
      params.json('caption_entities', 'caption entities'),
    ),
  );
}

function checkCaption(caption: FormattedText): FormattedText {
  if ([...caption.text].length > maxCaptionLength) throw badRequest('message caption is too long');
  return caption;
}

export function captionFields(caption: FormattedText): Partial<Message> {
  if (caption.text === '') return {};
  return { caption: caption.text, ...withEntities('caption_entities', caption) };
}

export function withEntities(
  field: 'entities' | 'caption_entities',
  { entities }: FormattedText,
): Partial<Message> {
  return entities.length > 0 ? { [field]: entities } : {};
}

export function markupOf(params: Params, chat: ChatState): Markup {
  return parseMarkup(
    params.json('reply_markup', 'reply keyboard markup'),
    chat.chat.type === 'private',
  );
}

export function inlineOf(markup: Markup): InlineKeyboard | undefined {
  return markup.kind === 'inline' ? markup.inline : undefined;
}

function post(
  world: TelegramWorld,
  bot: BotState,
  chat: ChatState,
  params: Params,
  content: Partial<Message>,
  markup: Markup,
): Message {
  const inline = inlineOf(markup);
  const reply = repliedMessage(world, chat, params);
  const stored = world.post(bot, chat, bot.me, {
    ...content,
    ...(inline && { reply_markup: inline }),
    ...(reply && { reply_to_message: reply }),
  });
  if (markup.kind === 'keyboard') chat.keyboard = markup.keyboard;
  if (markup.kind === 'remove') chat.keyboard = null;
  if (markup.kind === 'keyboard' || markup.kind === 'remove') world.chatChanged(bot, chat);
  return stored.wire;
}

function repliedMessage(
  world: TelegramWorld,
  chat: ChatState,
  params: Params,
): Message | undefined {
  const raw = params.json('reply_parameters', 'reply parameters');
  if (typeof raw !== 'object' || raw === null) return undefined;
  const { message_id: id, allow_sending_without_reply: optional } = raw as Record<string, unknown>;
  const target = world.find(chat, Number(id));
  if (!target && optional !== true) throw badRequest('message to be replied not found');
  if (!target) return undefined;
  const { reply_to_message: _, ...shallow } = target.wire;
  return shallow;
}

export function unknownMethod(): BotApiError {
  return new BotApiError(404, 'Not Found: method not found');
}
