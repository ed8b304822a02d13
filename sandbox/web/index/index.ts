// Fills the index page: who can be played, which payments wait, and the addresses to give to
// Prokat.

import './index.css';

interface Listed {
  id: string | number;
}
interface Person extends Listed {
  first_name: string;
  last_name?: string;
  phone: string;
  is_operator: boolean;
}
interface Payment extends Listed {
  status: string;
  amount: { value: string };
  description?: string;
}

const statusWords: Record<string, string> = {
  pending: 'ждёт оплаты',
  waiting_for_capture: 'заблокирован',
  succeeded: 'оплачен',
  canceled: 'отменён',
};

async function load<T>(path: string): Promise<T[]> {
  return ((await (await fetch(path)).json()) as { items: T[] }).items;
}

function entry(href: string, title: string, note: string): HTMLLIElement {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = href;
  link.append(
    Object.assign(document.createElement('b'), { textContent: title }),
    Object.assign(document.createElement('span'), { textContent: note }),
  );
  item.append(link);
  return item;
}

const people = await load<Person>('/control/telegram/users');
for (const { id, first_name: first, last_name: last, phone, is_operator: isOperator } of people) {
  const page = isOperator ? '/operators' : '/chat';
  document
    .getElementById(isOperator ? 'operators' : 'customers')!
    .append(entry(`${page}?user=${id}`, `${first} ${last ?? ''}`, phone));
}

const payments = (await load<Payment>('/control/yookassa/payments')).reverse().slice(0, 8);
if (payments.length > 0) {
  document
    .getElementById('payments')!
    .replaceChildren(
      ...payments.map(({ id, amount, description, status }) =>
        entry(
          `/yookassa/pay/${id}`,
          `${Number(amount.value).toLocaleString('ru')} ₽, ${statusWords[status] ?? status}`,
          description ?? '',
        ),
      ),
    );
}

for (const target of document.querySelectorAll<HTMLElement>('[data-url]')) {
  target.append(
    Object.assign(document.createElement('code'), {
      textContent: location.origin + target.dataset['url']!,
    }),
  );
}
