// The page a payer is sent to (confirmation_url): card or SBP, pay or decline, then the way back to
// the shop. Works without scripts; web/pay only makes the form comfortable. Cards decide their fate
// by number, as in a test shop.

import { readForm } from '../http/body.ts';
import { html, Html } from '../http/html.ts';
import { redirect, sendText, type Exchange } from '../http/reply.ts';
import type { Cashier } from './cashier.ts';
import type { PaymentMethodType, StoredPayment } from './types.ts';

/**
 * Test cards that the issuer refuses, with YooKassa's reasons; every other well-formed number pays.
 */
const refusingCards: Record<string, string> = {
  '5555555555554600': 'insufficient_funds',
  '5555555555554543': 'general_decline',
  '5555555555554527': 'card_expired',
};

const words = {
  ru: {
    title: 'Оплата',
    test: 'Тестовый магазин: деньги не списываются',
    card: 'Карта',
    sbp: 'СБП',
    number: 'Номер карты',
    expiry: 'ММ / ГГ',
    cvc: 'CVC',
    pay: 'Оплатить',
    decline: 'Отказаться',
    total: 'К оплате',
    sbpHint:
      'В жизни здесь QR-код банка. Нажмите «Оплатить», будто подтвердили платёж в приложении.',
    paid: 'Оплата прошла',
    held: 'Сумма заблокирована на карте',
    failed: 'Платёж не прошёл',
    expired: 'Время на оплату вышло',
    backChat: 'Вернуться в чат',
    backShop: 'Вернуться в магазин',
    mayReturn: 'Можно возвращаться: о платеже там узнают сами.',
    mayRetry: 'Деньги не списаны. Вернитесь и попробуйте ещё раз.',
    secure: 'Песочница · тестовый платёж ЮKassa',
  },
  en: {
    title: 'Payment',
    test: 'Test shop: no money is taken',
    card: 'Card',
    sbp: 'SBP',
    number: 'Card number',
    expiry: 'MM / YY',
    cvc: 'CVC',
    pay: 'Pay',
    decline: 'Decline',
    total: 'Amount due',
    sbpHint:
      'In real life a bank QR code stands here. Press “Pay” as if you confirmed it in your bank’s app.',
    paid: 'Payment received',
    held: 'The amount is held on the card',
    failed: 'Payment failed',
    expired: 'The time to pay is over',
    backChat: 'Back to the chat',
    backShop: 'Back to the shop',
    mayReturn: 'You may go back: they will learn of the payment by themselves.',
    mayRetry: 'No money was taken. Go back and try again.',
    secure: 'Sandbox · YooKassa test payment',
  },
};
type Words = (typeof words)['ru'];

/**
 * A shop's own page is opened by itself, as the real pay page does; the chat is left open behind
 * this tab.
 */
const secondsToReturn = 4;

export class PayPage {
  constructor(private readonly cashier: Cashier) {}

  async handle(exchange: Exchange, paymentId: string): Promise<void> {
    const payment = this.cashier.find(paymentId);
    if (!payment)
      return sendPage(
        exchange,
        404,
        words.ru,
        html`<h1>404</h1>
          <p>Платёж не найден</p>`,
      );
    if (exchange.request.method === 'POST') {
      await this.submit(exchange, payment);
      return redirect(exchange.response, `/yookassa/pay/${paymentId}`);
    }
    const text = payment.locale === 'en_US' ? words.en : words.ru;
    sendPage(
      exchange,
      200,
      text,
      payment.wire.status === 'pending' ? form(payment, text) : outcome(payment, text),
    );
  }

  private async submit(exchange: Exchange, payment: StoredPayment): Promise<void> {
    const { fields } = await readForm(exchange.request, new URLSearchParams());
    if (payment.wire.status !== 'pending') return;
    const method: PaymentMethodType = fields['method'] === 'sbp' ? 'sbp' : 'bank_card';
    const card = String(fields['number'] ?? '').replace(/\D/g, '');
    const reason = method === 'bank_card' ? refusingCards[card] : undefined;
    if (fields['action'] === 'decline') this.cashier.decline(payment);
    else if (reason !== undefined) this.cashier.decline(payment, reason, method, card);
    else this.cashier.pay(payment, method, card || undefined);
  }
}

function form({ wire, capture, onlyMethod }: StoredPayment, text: Words): Html {
  const offersSbp = capture && onlyMethod !== 'bank_card';
  const offersCard = onlyMethod !== 'sbp';
  const tab = (method: PaymentMethodType, label: string, isChecked: boolean) =>
    html` <label class="tab"
      ><input type="radio" name="method" value="${method}" ${isChecked ? 'checked' : ''} /><span
        >${label}</span
      ></label
    >`;
  return html` <form method="post" class="card" aria-label="${text.title}">
    ${summary(wire.amount.value, wire.description ?? '', text.total)}
    <div class="tabs" role="radiogroup">
      ${offersCard ? tab('bank_card', text.card, true) : html``}
      ${offersSbp ? tab('sbp', text.sbp, !offersCard) : html``}
    </div>
    ${offersCard ? cardFields(text) : html``} ${offersSbp ? sbpField(text) : html``}
    <button class="pay" name="action" value="pay" data-testid="pay">
      ${text.pay} ${rublesText(wire.amount.value)}
    </button>
    <button class="decline" name="action" value="decline" data-testid="decline" formnovalidate>
      ${text.decline}
    </button>
  </form>`;
}

function summary(value: string, description: string, caption: string): Html {
  return html`<div class="summary">
    ${caption === '' ? html`` : html`<h1 class="due">${caption}</h1>`}
    <strong class="amount" data-testid="amount">${rublesText(value)}</strong>
    <span class="what">${description}</span>
  </div>`;
}

function cardFields(text: Words): Html {
  return html`<div class="panel plastic" data-for="bank_card">
    <label
      >${text.number}<input
        name="number"
        inputmode="numeric"
        autocomplete="off"
        value="5555 5555 5555 4444"
        maxlength="23"
    /></label>
    <div class="pair">
      <label
        >${text.expiry}<input
          name="expiry"
          inputmode="numeric"
          autocomplete="off"
          value="12 / 30"
          maxlength="7"
      /></label>
      <label
        >${text.cvc}<input
          name="cvc"
          inputmode="numeric"
          autocomplete="off"
          value="123"
          maxlength="4"
      /></label>
    </div>
  </div>`;
}

function sbpField(text: Words): Html {
  return html`<div class="panel sbp" data-for="sbp">
    <svg
      viewBox="-2 -2 ${qrSide + 4} ${qrSide + 4}"
      shape-rendering="crispEdges"
      aria-hidden="true"
    >
      ${qrPicture}
    </svg>
    <p>${text.sbpHint}</p>
  </div>`;
}

const qrSide = 21;

/** Looks like a QR code and says nothing: three finder squares and fixed noise. */
const qrPicture = new Html(
  Array.from({ length: qrSide * qrSide }, (_, at) => {
    const x = at % qrSide;
    const y = Math.floor(at / qrSide);
    const cornerX = x < 8 ? x : qrSide - 1 - x;
    const cornerY = y < 8 ? y : qrSide - 1 - y;
    const isFinder = cornerX < 8 && cornerY < 8 && !(x > 12 && y > 12);
    const ring = Math.max(Math.abs(cornerX - 3), Math.abs(cornerY - 3));
    const isDark = isFinder
      ? ring === 3 || ring <= 1
      : (((x * 73) ^ (y * 151) ^ (x * y * 7)) >> 2) % 2 === 0;
    return isDark ? `<rect x="${x}" y="${y}" width="1" height="1"/>` : '';
  }).join(''),
);

function outcome({ wire, returnUrl }: StoredPayment, text: Words): Html {
  const isGood = wire.status !== 'canceled';
  const isExpired = wire.cancellation_details?.reason.startsWith('expired') ?? false;
  const title =
    wire.status === 'waiting_for_capture'
      ? text.held
      : isGood
        ? text.paid
        : isExpired
          ? text.expired
          : text.failed;
  const target = returnTarget(returnUrl);
  const isChat = target.startsWith('/chat');
  const hint = isGood ? text.mayReturn : text.mayRetry;
  return html` <section
      class="card outcome ${isGood ? 'good' : 'bad'}"
      data-testid="outcome"
      data-status="${wire.status}"
    >
      <div class="sign" aria-hidden="true">${isGood ? '✓' : '×'}</div>
      <h1>${title}</h1>
      ${summary(wire.amount.value, wire.description ?? '', '')}
      <p class="hint">${hint}</p>
      <a class="pay" data-testid="return" href="${target}"
        >${isChat ? text.backChat : text.backShop}</a
      >
    </section>
    ${isGood && !isChat ? html`<meta http-equiv="refresh" content="${secondsToReturn};url=${target}" />` : html``}`;
}

/**
 * Where "back" leads. A t.me address would leave this machine, so it becomes the chat page of the
 * person who used it last; anything else is the shop's own page.
 */
function returnTarget(returnUrl: string): string {
  const url = new URL(returnUrl);
  const isTelegram =
    url.hostname === 't.me' || url.hostname === 'telegram.me' || url.protocol === 'tg:';
  return isTelegram ? `/chat${url.search}` : url.href;
}

function rublesText(value: string): string {
  const [whole, cents] = value.split('.') as [string, string];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u00a0');
  return cents === '00' ? `${grouped}\u00a0₽` : `${grouped},${cents}\u00a0₽`;
}

function sendPage({ response }: Exchange, status: number, text: Words, body: Html): void {
  const lang = text === words.en ? 'en' : 'ru';
  sendText(
    response,
    status,
    'text/html; charset=utf-8',
    html`<!doctype html>
      <html lang="${lang}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${text.title}</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href="/assets/pay.css" />
          <script type="module" src="/assets/pay.js"></script>
        </head>
        <body>
          <main>
            <header>
              <span class="brand">Ю<b>Kassa</b></span
              ><span class="badge">${text.test}</span>
            </header>
            ${body}
            <footer>${text.secure}</footer>
          </main>
        </body>
      </html>`.text,
    { 'Cache-Control': 'no-store' },
  );
}
