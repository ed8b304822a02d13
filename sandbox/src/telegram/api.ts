// The HTTP face of the Bot API: /telegram/bot<TOKEN>/<method> and /telegram/file/bot<TOKEN>/<path>.
// Finds the bot and the method, logs the call, plays faults, and gives every outcome the Bot API's
// shape.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallLog } from '../call_log.ts';
import { BodyMalformed, BodyTooLarge, readForm, type FormBody } from '../http/body.ts';
import { fallSilent, sendJson, sendText, type Exchange } from '../http/reply.ts';
import * as botMethods from './bot_methods.ts';
import * as editing from './editing.ts';
import { BotApiError } from './errors.ts';
import { faultError, type TelegramFaults } from './faults.ts';
import { Params } from './params.ts';
import { sendMediaGroup, sendMessage, sendPhoto, unknownMethod, type Call } from './sending.ts';
import type { BotState, StoredFile } from './types.ts';
import type { UpdateDelivery } from './updates.ts';
import type { TelegramWorld } from './world.ts';

type Method = (call: Call) => Promise<unknown>;

/** Keys are lower case: method names are case-insensitive. */
const methods: Record<string, Method> = {
  sendmessage: sendMessage,
  sendphoto: sendPhoto,
  sendmediagroup: sendMediaGroup,
  editmessagetext: editing.editMessageText,
  editmessagecaption: editing.editMessageCaption,
  editmessagemedia: editing.editMessageMedia,
  editmessagereplymarkup: editing.editMessageReplyMarkup,
  deletemessage: editing.deleteMessage,
  deletemessages: editing.deleteMessages,
  getme: botMethods.getMe,
  answercallbackquery: botMethods.answerCallbackQuery,
  sendchataction: botMethods.sendChatAction,
  getchat: botMethods.getChat,
  getchatmember: botMethods.getChatMember,
  getfile: botMethods.getFile,
  setmycommands: botMethods.setMyCommands,
  deletemycommands: botMethods.deleteMyCommands,
  getmycommands: botMethods.getMyCommands,
  setchatmenubutton: botMethods.setChatMenuButton,
  getchatmenubutton: botMethods.getChatMenuButton,
  setmyname: botMethods.acceptAndForget,
  setmydescription: botMethods.acceptAndForget,
  setmyshortdescription: botMethods.acceptAndForget,
  setmydefaultadministratorrights: botMethods.acceptAndForget,
  logout: botMethods.acceptAndForget,
  close: botMethods.acceptAndForget,
};

const tokenShape = /^[0-9]+:[A-Za-z0-9_-]{35}$/;

export class TelegramApi {
  constructor(
    private readonly world: TelegramWorld,
    private readonly updates: UpdateDelivery,
    private readonly faults: TelegramFaults,
    private readonly calls: CallLog,
  ) {}

  /** `path` is what follows /telegram/. */
  async handle(exchange: Exchange, path: string): Promise<void> {
    const file = /^file\/bot([^/]+)\/(.+)$/.exec(path);
    if (file)
      return this.sendFile(exchange, decodeURIComponent(file[1]!), decodeURIComponent(file[2]!));
    const match = /^bot([^/]+)\/([^/]*)\/?$/.exec(path);
    if (!match) return fail(exchange, new BotApiError(404, 'Not Found'));
    const token = decodeURIComponent(match[1]!);
    if (!tokenShape.test(token)) return fail(exchange, new BotApiError(401, 'Unauthorized'));
    await this.call(exchange, this.world.bot(token), match[2]!);
  }

  private async call(exchange: Exchange, bot: BotState, name: string): Promise<void> {
    let form: FormBody;
    try {
      form = await readForm(exchange.request, exchange.url.searchParams);
    } catch (error) {
      if (error instanceof BodyTooLarge)
        return fail(exchange, new BotApiError(413, 'Request Entity Too Large'));
      if (!(error instanceof BodyMalformed)) throw error;
      return fail(exchange, new BotApiError(400, `Bad Request: ${error.message}`));
    }
    const params = new Params(form);
    const method = name.toLowerCase();
    const entry = this.calls.begin('telegram', String(bot.me.id), name, params.describe());
    const finish = (status: number, result: unknown) => Object.assign(entry, { status, result });
    const fault = this.faults.take(method);
    entry.fault = fault?.mode ?? null;
    if (fault?.mode === 'timeout_before') return fallSilent(exchange);
    if (fault?.mode === 'outage') {
      finish(502, null);
      return sendText(
        exchange.response,
        502,
        'text/html',
        '<html><head><title>502 Bad Gateway</title></head></html>\r\n',
      );
    }
    try {
      const error = fault && faultError(fault);
      if (error) throw error;
      const result = await this.run({ world: this.world, bot, params }, method, exchange);
      finish(200, result);
      if (fault?.mode === 'timeout_after_effect') return fallSilent(exchange);
      sendJson(exchange.response, 200, { ok: true, result });
    } catch (error) {
      if (!(error instanceof BotApiError)) throw error;
      finish(error.code, error.description);
      fail(exchange, error);
    }
  }

  private async run(call: Call, method: string, exchange: Exchange): Promise<unknown> {
    switch (method) {
      case 'getupdates': {
        const aborted = new Promise<void>((resolve) => exchange.response.on('close', resolve));
        return this.updates.getUpdates(call.bot, call.params, aborted);
      }
      case 'setwebhook':
        return this.updates.setWebhook(call.bot, call.params);
      case 'deletewebhook':
        return this.updates.deleteWebhook(call.bot, call.params);
      case 'getwebhookinfo':
        return this.updates.webhookInfo(call.bot);
      default: {
        const found = methods[method];
        if (!found) throw unknownMethod();
        return found(call);
      }
    }
  }

  private async sendFile(exchange: Exchange, token: string, path: string): Promise<void> {
    const bot = tokenShape.test(token) ? this.world.bot(token) : undefined;
    await this.sendStored(
      exchange,
      bot && Object.values(bot.files).find((file) => file.path === path),
    );
  }

  /** Also used by the chat page, which has file_ids but not the bot's token. */
  async sendStored(exchange: Exchange, file: StoredFile | undefined): Promise<void> {
    if (!file) return fail(exchange, new BotApiError(404, 'Not Found'));
    const bytes = await readFile(join(this.world.filesDir, file.diskName));
    const extension = file.diskName.split('.').at(-1)!;
    sendText(exchange.response, 200, `image/${extension === 'jpg' ? 'jpeg' : extension}`, bytes, {
      'Cache-Control': 'max-age=86400',
    });
  }
}

function fail(
  { response, request }: Exchange,
  { code, description, retryAfterSeconds }: BotApiError,
): void {
  request.resume();
  const headers: Record<string, string> =
    retryAfterSeconds > 0 ? { 'Retry-After': String(retryAfterSeconds) } : {};
  sendJson(
    response,
    code,
    {
      ok: false,
      error_code: code,
      description,
      ...(retryAfterSeconds > 0 && { parameters: { retry_after: retryAfterSeconds } }),
    },
    headers,
  );
}
