// Things that come over the chat: alerts and toasts of the bot, sharing the number, a photo in
// full, a new person.

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { addPerson, fullName, type Someone } from './model.ts';
import type { Words } from './words.ts';

interface DialogProps {
  label: string;
  class?: string;
  onClose: () => void;
  children: ComponentChildren;
}

export function Dialog({ label, class: className, onClose, children }: DialogProps): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => element.current!.showModal(), []);
  return (
    <dialog
      ref={element}
      class={className}
      aria-label={label}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === element.current) element.current?.close();
      }}
    >
      {children}
    </dialog>
  );
}

export function BotAlert({
  text,
  words,
  onClose,
}: {
  text: string;
  words: Words;
  onClose: () => void;
}): JSX.Element {
  return (
    <Dialog label={text} onClose={onClose}>
      <div class="dialog" data-testid="alert">
        <p>{text}</p>
        <div class="dialog-actions">
          <button type="button" autofocus onClick={onClose}>
            {words.ok}
          </button>
        </div>
      </div>
    </Dialog>
  );
}

const toastShownMs = 3000;

export function Toast({ text, onDone }: { text: string; onDone: () => void }): JSX.Element {
  useEffect(() => {
    const timer = setTimeout(onDone, toastShownMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class="toast" role="status" data-testid="toast">
      {text}
    </div>
  );
}

interface ShareProps {
  person: Someone;
  words: Words;
  onShare: () => void;
  onClose: () => void;
}

export function ShareContact({ person, words, onShare, onClose }: ShareProps): JSX.Element {
  return (
    <Dialog label={words.shareTitle} onClose={onClose}>
      <div class="dialog" data-testid="share-contact">
        <h2>{words.shareTitle}</h2>
        <p>{words.shareText}</p>
        <p class="own-contact">
          <b>{fullName(person)}</b>
          <span>{person.phone}</span>
        </p>
        <div class="dialog-actions">
          <button type="button" onClick={onClose}>
            {words.cancel}
          </button>
          <button
            type="button"
            class="strong"
            autofocus
            data-testid="share-contact-confirm"
            onClick={onShare}
          >
            {words.share}
          </button>
        </div>
      </div>
    </Dialog>
  );
}

export function PhotoViewer({
  url,
  words,
  onClose,
}: {
  url: string;
  words: Words;
  onClose: () => void;
}): JSX.Element {
  return (
    <Dialog label={words.photo} class="viewer" onClose={onClose}>
      <img src={url} alt="" onClick={onClose} />
      <button type="button" class="viewer-close" aria-label={words.close} onClick={onClose}>
        ×
      </button>
    </Dialog>
  );
}

interface NewPersonProps {
  words: Words;
  onCreated: (person: Someone) => void;
  onClose: () => void;
}

export function NewPerson({ words, onCreated, onClose }: NewPersonProps): JSX.Element {
  const [problem, setProblem] = useState('');
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const fields = Object.fromEntries(
      new FormData(event.currentTarget as HTMLFormElement),
    ) as Record<string, string>;
    addPerson(fields).then(onCreated, (error: Error) => setProblem(error.message));
  };
  return (
    <Dialog label={words.newPerson} onClose={onClose}>
      <form class="dialog" onSubmit={submit}>
        <h2>{words.newPerson}</h2>
        <label>
          {words.firstName}
          <input name="first_name" required autofocus autocomplete="off" />
        </label>
        <label>
          {words.lastName}
          <input name="last_name" autocomplete="off" />
        </label>
        <label>
          {words.phone}
          <input name="phone" type="tel" placeholder="+7 900 000-00-00" autocomplete="off" />
        </label>
        <label>
          {words.language}
          <select name="language_code">
            <option value="ru">Русский</option>
            <option value="en">English</option>
          </select>
        </label>
        {problem && (
          <p role="alert" class="problem">
            {problem}
          </p>
        )}
        <div class="dialog-actions">
          <button type="button" onClick={onClose}>
            {words.cancel}
          </button>
          <button type="submit" class="strong">
            {words.create}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
