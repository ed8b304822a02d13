// The lower edge of the chat: text field, bot menu, reply keyboard; or the one big button where
// those do not apply.

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { BotInfo, ChatInfo, ReplyButton } from './model.ts';
import type { Words } from './words.ts';

interface Props {
  bot: BotInfo;
  chat: ChatInfo;
  /** Nothing was said yet, or the person came by a deep link: the start button stands here. */
  isFresh: boolean;
  languageCode: string;
  words: Words;
  onSay: (text: string) => void;
  onPress: (button: ReplyButton) => void;
  onStart: () => void;
  onUnblock: () => void;
}

export function Composer(props: Props): JSX.Element {
  const { chat, isFresh, words } = props;
  if (chat.blocked) {
    return (
      <footer class="composer">
        <button type="button" class="big" data-testid="unblock" onClick={props.onUnblock}>
          {words.unblock}
        </button>
      </footer>
    );
  }
  if (chat.type === 'private' && isFresh) {
    return (
      <footer class="composer">
        <button type="button" class="big" data-testid="start" onClick={props.onStart}>
          {words.start}
        </button>
      </footer>
    );
  }
  return <Field {...props} />;
}

function Field({ bot, chat, languageCode, words, onSay, onPress }: Props): JSX.Element {
  const [text, setText] = useState('');
  const [isKeyboardOpen, setKeyboardOpen] = useState(true);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const commands = commandsFor(bot, languageCode);
  const keyboard = chat.keyboard;
  useEffect(() => setKeyboardOpen(true), [keyboard]);

  const send = (): void => {
    if (text.trim() === '') return;
    onSay(text);
    setText('');
  };
  const pick = (command: string): void => {
    setMenuOpen(false);
    onSay(`/${command}`);
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    send();
  };
  return (
    <footer class="composer">
      {isMenuOpen && <CommandMenu commands={commands} onPick={pick} />}
      <form class="field" onSubmit={submit}>
        {commands.length > 0 && chat.type === 'private' && (
          <button
            type="button"
            class="menu"
            aria-expanded={isMenuOpen}
            data-testid="bot-menu"
            onClick={() => setMenuOpen(!isMenuOpen)}
          >
            {menuIcon}
            <span>{words.menu}</span>
          </button>
        )}
        <TextBox
          text={text}
          label={words.message}
          placeholder={keyboard?.input_field_placeholder ?? words.message}
          onText={setText}
          onEnter={send}
        />
        {keyboard && (
          <button
            type="button"
            class={`round${isKeyboardOpen ? ' on' : ''}`}
            aria-label={words.keyboard}
            aria-pressed={isKeyboardOpen}
            onClick={() => setKeyboardOpen(!isKeyboardOpen)}
          >
            {keyboardIcon}
          </button>
        )}
        <button
          type="submit"
          class="round send"
          aria-label={words.send}
          data-testid="send"
          disabled={text.trim() === ''}
        >
          {sendIcon}
        </button>
      </form>
      {keyboard && isKeyboardOpen && (
        <ReplyKeys rows={keyboard.keyboard} label={words.keyboard} onPress={onPress} />
      )}
    </footer>
  );
}

const menuIcon = (
  <svg viewBox="0 0 20 20" aria-hidden="true">
    <path d="M4 6h12M4 10h12M4 14h12" />
  </svg>
);
const keyboardIcon = (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <rect x="4" y="4" width="6.5" height="6.5" rx="1.6" />
    <rect x="13.5" y="4" width="6.5" height="6.5" rx="1.6" />
    <rect x="4" y="13.5" width="6.5" height="6.5" rx="1.6" />
    <rect x="13.5" y="13.5" width="6.5" height="6.5" rx="1.6" />
  </svg>
);
const sendIcon = (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <path d="M4 4.5 21 12 4 19.5l2.2-6.3L14 12l-7.8-1.2z" />
  </svg>
);

const tallestPx = 160;

interface TextBoxProps {
  text: string;
  label: string;
  placeholder: string;
  onText: (text: string) => void;
  onEnter: () => void;
}

/** Grows with its text up to a limit; Enter sends, Shift+Enter breaks the line. */
function TextBox({ text, label, placeholder, onText, onEnter }: TextBoxProps): JSX.Element {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const area = field.current!;
    area.style.height = '0';
    area.style.height = `${Math.min(area.scrollHeight, tallestPx)}px`;
  }, [text]);
  return (
    <textarea
      ref={field}
      rows={1}
      value={text}
      maxLength={4096}
      aria-label={label}
      placeholder={placeholder}
      data-testid="composer"
      onInput={(event) => onText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        onEnter();
      }}
    />
  );
}

interface ReplyKeysProps {
  rows: ReplyButton[][];
  label: string;
  onPress: (button: ReplyButton) => void;
}

function ReplyKeys({ rows, label, onPress }: ReplyKeysProps): JSX.Element {
  return (
    <div class="reply-keys" role="group" aria-label={label}>
      {rows.map((row, index) => (
        <div key={index} class="keys-row">
          {row.map((button, column) => (
            <button
              key={column}
              type="button"
              data-testid="reply-button"
              onClick={() => onPress(button)}
            >
              {button.text}
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}

type Command = BotInfo['commands'][number]['commands'][number];

function CommandMenu({
  commands,
  onPick,
}: {
  commands: Command[];
  onPick: (command: string) => void;
}): JSX.Element {
  return (
    <ul class="commands" role="menu">
      {commands.map(({ command, description }) => (
        <li key={command} role="none">
          <button type="button" role="menuitem" onClick={() => onPick(command)}>
            <b>/{command}</b>
            <span>{description}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Telegram shows the list of the person's language, else the one without a language. */
function commandsFor(bot: BotInfo, languageCode: string): Command[] {
  const lists = bot.commands.filter(({ scope }) => /default|all_private_chats/.test(scope));
  const fitting =
    lists.find((list) => list.languageCode === languageCode) ??
    lists.find((list) => list.languageCode === '');
  return fitting?.commands ?? [];
}
