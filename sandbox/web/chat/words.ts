// The page's own words. Russian unless the chosen person's language is English.

const ru = {
  message: 'Сообщение', send: 'Отправить', start: 'Начать', menu: 'Меню', keyboard: 'Клавиатура', bot: 'бот',
  typing: 'печатает', sendingPhoto: 'отправляет фото', offline: 'Бот ещё не подключился',
  offlineHint: 'Запустите Prokat: страница оживёт сама.', reconnecting: 'Соединение…',
  block: 'Заблокировать бота', unblock: 'Разблокировать', blocked: 'Вы заблокировали этого бота',
  people: 'Люди', operators: 'Операторы', newPerson: 'Новый человек', allPages: 'Все страницы песочницы',
  shareTitle: 'Поделиться номером?', shareText: 'Бот узнает ваше имя и номер телефона:', share: 'Поделиться', cancel: 'Отмена',
  firstName: 'Имя', lastName: 'Фамилия', phone: 'Телефон', language: 'Язык', create: 'Создать', close: 'Закрыть', ok: 'ОК',
  edited: 'изменено', today: 'Сегодня', yesterday: 'Вчера', copied: 'Скопировано', down: 'Вниз', photo: 'Фото', actions: 'Действия',
  chatLog: 'Переписка', emptyTitle: 'Здесь пока пусто', emptyText: 'Нажмите «Начать», чтобы бот увидел вас и ответил.',
  emptyGroup: 'Сюда бот пишет операторам о бронях и оплатах.', contact: 'Контакт', unread: 'новых', members: 'участники',
};

const en: typeof ru = {
  message: 'Message', send: 'Send', start: 'Start', menu: 'Menu', keyboard: 'Keyboard', bot: 'bot',
  typing: 'typing', sendingPhoto: 'sending a photo', offline: 'The bot has not connected yet',
  offlineHint: 'Start Prokat: this page wakes up by itself.', reconnecting: 'Connecting…',
  block: 'Block bot', unblock: 'Unblock', blocked: 'You blocked this bot',
  people: 'People', operators: 'Operators', newPerson: 'New person', allPages: 'All sandbox pages',
  shareTitle: 'Share your number?', shareText: 'The bot will see your name and phone number:', share: 'Share', cancel: 'Cancel',
  firstName: 'First name', lastName: 'Last name', phone: 'Phone', language: 'Language', create: 'Create', close: 'Close', ok: 'OK',
  edited: 'edited', today: 'Today', yesterday: 'Yesterday', copied: 'Copied', down: 'Scroll down', photo: 'Photo', actions: 'Actions',
  chatLog: 'Conversation', emptyTitle: 'Nothing here yet', emptyText: 'Press “Start”, and the bot will see you and answer.',
  emptyGroup: 'Here the bot tells the operators about bookings and payments.', contact: 'Contact', unread: 'new', members: 'members',
};

export type Words = typeof ru;

export const wordsFor = (languageCode: string | undefined): Words => (languageCode === 'en' ? en : ru);
