// The methods that change or remove messages. A bot edits only its own; the result is the whole new
// message.

import { badRequest } from './errors.ts';
import { resolvePhoto } from './photos.ts';
import {
  captionFields,
  captionOf,
  formatted,
  inlineOf,
  inputMedia,
  markupOf,
  messageText,
  targetChat,
  withEntities,
  type Call,
} from './sending.ts';
import type { ChatState, Message, StoredMessage } from './types.ts';
import { nowSeconds } from './world.ts';

const deletableSeconds = 48 * 3600;

export async function editMessageText(call: Call): Promise<Message> {
  const { chat, stored } = editTarget(call);
  const { params } = call;
  const text = messageText(
    formatted(params.text('text'), params.text('parse_mode'), params.json('entities', 'entities')),
  );
  if (stored.wire.text === undefined) throw badRequest('there is no text in the message to edit');
  const { entities: _, ...rest } = stored.wire;
  return apply(call, chat, stored, { ...rest, text: text.text, ...withEntities('entities', text) });
}

export async function editMessageCaption(call: Call): Promise<Message> {
  const { chat, stored } = editTarget(call);
  const caption = captionOf(call.params);
  if (!stored.wire.photo) throw badRequest('there is no caption in the message to edit');
  const { caption: _, caption_entities: __, ...rest } = stored.wire;
  return apply(call, chat, stored, { ...rest, ...captionFields(caption) });
}

export async function editMessageMedia(call: Call): Promise<Message> {
  const { chat, stored } = editTarget(call);
  const { media, caption } = inputMedia(call.params.json('media', 'media'));
  const photo = await resolvePhoto(call.world, call.bot, call.params, media, 'media');
  const { text: _, entities: __, caption: ___, caption_entities: ____, ...rest } = stored.wire;
  return apply(call, chat, stored, { ...rest, photo, ...captionFields(caption) });
}

export async function editMessageReplyMarkup(call: Call): Promise<Message> {
  const { chat, stored } = editTarget(call);
  return apply(call, chat, stored, stored.wire);
}

export async function deleteMessage(call: Call): Promise<true> {
  const chat = targetChat(call.world, call.bot, call.params);
  const stored = call.world.find(chat, messageId(call));
  if (!stored) throw badRequest('message to delete not found');
  if (nowSeconds() - stored.wire.date > deletableSeconds)
    throw badRequest("message can't be deleted for everyone");
  call.world.delete(call.bot, chat, stored);
  return true;
}

/** Messages that are not there are skipped, as the real method documents. */
export async function deleteMessages(call: Call): Promise<true> {
  const chat = targetChat(call.world, call.bot, call.params);
  const ids = call.params.json('message_ids', 'message identifiers');
  if (!Array.isArray(ids) || ids.length === 0)
    throw badRequest('message identifiers are not specified');
  if (ids.length > 100) throw badRequest('too many messages to delete');
  for (const id of ids) {
    const stored = call.world.find(chat, Number(id));
    if (stored) call.world.delete(call.bot, chat, stored);
  }
  return true;
}

function editTarget(call: Call): { chat: ChatState; stored: StoredMessage } {
  if (call.params.has('inline_message_id')) throw badRequest('MESSAGE_ID_INVALID');
  const chat = targetChat(call.world, call.bot, call.params);
  const stored = call.world.find(chat, messageId(call));
  if (!stored) throw badRequest('message to edit not found');
  if (stored.wire.from.id !== call.bot.me.id) throw badRequest("message can't be edited");
  return { chat, stored };
}

function messageId({ params }: Call): number {
  if (!params.has('message_id')) throw badRequest('message identifier is not specified');
  return params.int('message_id');
}

/** An omitted keyboard is a removed keyboard; an edit that changes nothing is refused. */
function apply(call: Call, chat: ChatState, stored: StoredMessage, changed: Message): Message {
  const markup = markupOf(call.params, chat);
  if (markup.kind !== 'none' && markup.kind !== 'inline')
    throw badRequest('inline keyboard expected');
  const inline = inlineOf(markup);
  const { reply_markup: _, edit_date: __, ...content } = changed;
  const next: Message = { ...content, ...(inline && { reply_markup: inline }) };
  if (fingerprint(next) === fingerprint(stored.wire)) {
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a ' +
        'current content and reply markup of the message',
    );
  }
  call.world.edit(call.bot, chat, stored, next);
  return stored.wire;
}

function fingerprint({
  text,
  entities,
  caption,
  caption_entities,
  photo,
  reply_markup,
}: Message): string {
  return JSON.stringify([
    text,
    entities,
    caption,
    caption_entities,
    photo?.at(-1)?.file_id,
    reply_markup,
  ]);
}
