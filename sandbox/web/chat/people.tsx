// The list beside the chat: whose eyes to look through. Each entry is a plain link, so a test or a
// person can open any of them directly.

import type { JSX } from 'preact';
import { Avatar } from './bubbles.tsx';
import { fullName, type Someone } from './model.ts';
import type { Words } from './words.ts';

interface Props {
  people: Someone[];
  chosen: Someone;
  words: Words;
  isOpen: boolean;
  onNew: () => void;
  onClose: () => void;
}

export function People({ people, chosen, words, isOpen, onNew, onClose }: Props): JSX.Element {
  const customers = people.filter((person) => !person.is_operator);
  const operators = people.filter((person) => person.is_operator);
  return (
    <>
      {isOpen && <button type="button" class="shade" aria-label={words.close} onClick={onClose} />}
      <nav class={`people${isOpen ? ' open' : ''}`} aria-label={words.people}>
        <header>
          <a href="/" class="home" title={words.allPages}>
            Прокат<small>sandbox</small>
          </a>
        </header>
        <div class="people-list">
          <h2>{words.people}</h2>
          {customers.map((person) => (
            <Entry
              key={person.id}
              person={person}
              href={`/chat?user=${person.id}`}
              isChosen={person.id === chosen.id}
            />
          ))}
          <button type="button" class="entry new" data-testid="new-person" onClick={onNew}>
            <span class="avatar plus" aria-hidden="true">
              +
            </span>
            <span class="who">
              <b>{words.newPerson}</b>
            </span>
          </button>
          <h2>{words.operators}</h2>
          {operators.map((person) => (
            <Entry
              key={person.id}
              person={person}
              href={`/operators?user=${person.id}`}
              isChosen={person.id === chosen.id}
            />
          ))}
        </div>
      </nav>
    </>
  );
}

function Entry({
  person,
  href,
  isChosen,
}: {
  person: Someone;
  href: string;
  isChosen: boolean;
}): JSX.Element {
  return (
    <a class="entry" href={href} aria-current={isChosen ? 'page' : undefined}>
      <Avatar id={person.id} name={fullName(person)} />
      <span class="who">
        <b>{fullName(person)}</b>
        <span>{person.phone}</span>
      </span>
      <span class="lang">{person.language_code}</span>
    </a>
  );
}
