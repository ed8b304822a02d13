// Entry of the chat page: /chat?user=1001 is that person's chat with the bot, /operators the
// operators' group. Without a user it opens the one used last.

import './chat.css';
import './people.css';
import './bubbles.css';
import './composer.css';
import './dialogs.css';
import './narrow.css';
import { render, type JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Chat } from './chat.tsx';
import { NewPerson } from './dialogs.tsx';
import { fullName, loadPeople, type Someone } from './model.ts';
import { People } from './people.tsx';
import { wordsFor } from './words.ts';

const operatorsChatId = -100777000111;
const isOperators = location.pathname === '/operators';
const rememberedAs = isOperators ? 'operator' : 'customer';
const defaultPerson = isOperators ? 2001 : 1001;

function choose(people: Someone[]): Someone {
  const asked = Number(
    new URLSearchParams(location.search).get('user') ?? localStorage.getItem(rememberedAs),
  );
  const fitting = people.filter((person) => person.is_operator === isOperators);
  return fitting.find(({ id }) => id === asked) ?? fitting.find(({ id }) => id === defaultPerson)!;
}

function App(): JSX.Element | null {
  const [people, setPeople] = useState<Someone[]>([]);
  const [isListOpen, setListOpen] = useState(false);
  const [isAdding, setAdding] = useState(false);
  useEffect(() => {
    const load = (): void => void loadPeople().then(setPeople, () => setTimeout(load, 1000));
    load();
  }, []);
  if (people.length === 0) return null;

  const person = choose(people);
  const words = wordsFor(person.language_code);
  localStorage.setItem(rememberedAs, String(person.id));
  document.documentElement.lang = person.language_code === 'en' ? 'en' : 'ru';
  document.title = isOperators ? `${words.operators} · ${fullName(person)}` : fullName(person);
  return (
    <div class="app">
      <People
        people={people}
        chosen={person}
        words={words}
        isOpen={isListOpen}
        onNew={() => setAdding(true)}
        onClose={() => setListOpen(false)}
      />
      <Chat
        person={person}
        chatId={isOperators ? operatorsChatId : person.id}
        startPayload={new URLSearchParams(location.search).get('start') ?? ''}
        onPeople={() => setListOpen(!isListOpen)}
      />
      {isAdding && (
        <NewPerson
          words={words}
          onClose={() => setAdding(false)}
          onCreated={({ id }) => location.assign(`/chat?user=${id}`)}
        />
      )}
    </div>
  );
}

render(<App />, document.getElementById('app')!);
