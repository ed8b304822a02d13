// The shapes of the Bot API that the sandbox speaks, and what it remembers besides them. Wire names
// are Telegram's.

export interface User {
  id: number;
  is_bot: boolean;
  first_name: string;
  last_name?: string;
  username?: string;
  language_code?: string;
}

export interface Person extends User {
  phone: string;
}

export interface Chat {
  id: number;
  type: 'private' | 'supergroup';
  title?: string;
  first_name?: string;
  last_name?: string;
  username?: string;
}

export interface MessageEntity {
  type: string;
  offset: number;
  length: number;
  url?: string;
  language?: string;
}

export interface PhotoSize {
  file_id: string;
  file_unique_id: string;
  width: number;
  height: number;
  file_size: number;
}

export interface InlineButton {
  text: string;
  callback_data?: string;
  url?: string;
  copy_text?: { text: string };
  web_app?: { url: string };
  style?: string;
}

export interface InlineKeyboard {
  inline_keyboard: InlineButton[][];
}

export interface ReplyButton {
  text: string;
  request_contact?: boolean;
  request_location?: boolean;
}

export interface ReplyKeyboard {
  keyboard: ReplyButton[][];
  resize_keyboard?: boolean;
  one_time_keyboard?: boolean;
  is_persistent?: boolean;
  input_field_placeholder?: string;
}

export interface Contact {
  phone_number: string;
  first_name: string;
  last_name?: string;
  user_id?: number;
}

export interface Message {
  message_id: number;
  from: User;
  chat: Chat;
  date: number;
  edit_date?: number;
  text?: string;
  entities?: MessageEntity[];
  caption?: string;
  caption_entities?: MessageEntity[];
  photo?: PhotoSize[];
  contact?: Contact;
  media_group_id?: string;
  reply_markup?: InlineKeyboard;
  reply_to_message?: Message;
}

/**
 * A message with what only the sandbox knows: tests ask how often it was edited and whether it is
 * still there.
 */
export interface StoredMessage {
  wire: Message;
  deleted: boolean;
  edits: number;
  /** Earlier texts or captions, oldest first. */
  history: string[];
}

export interface CallbackQuery {
  id: string;
  from: User;
  message: Message;
  chat_instance: string;
  data: string;
}

export interface Update {
  update_id: number;
  message?: Message;
  callback_query?: CallbackQuery;
  my_chat_member?: unknown;
}

export interface ChatState {
  chat: Chat;
  nextMessageId: number;
  messages: StoredMessage[];
  /** The person wrote at least once: only then may a bot write to a private chat. */
  started: boolean;
  /** The person blocked the bot, or the group removed it. */
  blocked: boolean;
  keyboard: ReplyKeyboard | null;
}

export interface StoredFile {
  path: string;
  diskName: string;
  size: PhotoSize;
}

export interface CallbackState {
  id: string;
  chatId: number;
  userId: number;
  messageId: number;
  data: string;
  at: number;
  answer: { text: string; showAlert: boolean; url: string } | null;
}

export interface CommandList {
  scope: string;
  languageCode: string;
  commands: { command: string; description: string }[];
}

export interface Webhook {
  url: string;
  secretToken: string;
  maxConnections: number;
  lastErrorDate: number;
  lastErrorMessage: string;
}

export interface BotState {
  token: string;
  me: User;
  nextUpdateId: number;
  updates: Update[];
  allowedUpdates: string[];
  webhook: Webhook | null;
  chats: Record<string, ChatState>;
  files: Record<string, StoredFile>;
  nextFileNumber: number;
  callbacks: CallbackState[];
  commands: CommandList[];
  menuButtons: Record<string, unknown>;
  lastSeen: string;
}

export interface TelegramState {
  people: Person[];
  nextPersonId: number;
  bots: Record<string, BotState>;
}
