// The people a fresh sandbox starts with: customers to choose from, and the operators with their
// group chat. Phone numbers are from ranges nobody answers or look like it; "new person" on the
// pages adds more.

import type { Chat, Person } from './types.ts';

export const operatorsChat: Chat = {
  id: -100777000111,
  type: 'supergroup',
  title: 'Прокат: операторы',
};

const operatorIds = [2001, 2002];

export const demoPeople: Person[] = [
  person(1001, 'Анна', 'Смирнова', 'anna_smirnova', 'ru', '+79161234567'),
  person(1002, 'John', 'Miller', 'john_miller', 'en', '+12025550143'),
  person(1003, 'Иван', 'Петров', 'ivan_petrov', 'ru', '+79035557788'),
  person(1004, 'Мария', 'Кузнецова', undefined, 'ru', '+79261112233'),
  person(1005, 'Emily', 'Clark', 'emily_clark', 'en', '+447700900123'),
  person(2001, 'Ольга', 'Орлова', 'olga_prokat', 'ru', '+79150001122'),
  person(2002, 'Павел', 'Егоров', 'pavel_prokat', 'ru', '+79150003344'),
];

export function isOperator(someone: Person): boolean {
  return operatorIds.includes(someone.id);
}

function person(
  id: number,
  first_name: string,
  last_name: string,
  username: string | undefined,
  language_code: string,
  phone: string,
): Person {
  return {
    id,
    is_bot: false,
    first_name,
    last_name,
    ...(username && { username }),
    language_code,
    phone,
  };
}
