// The life of payments, refunds and receipts: what each call or payer's act changes, and which
// event it causes. States only go forward. Knows nothing of HTTP; checks of a body's fields are
// done before.

import { randomInt, randomUUID } from 'node:crypto';
import { kopecks, rubles } from './amounts.ts';
import { invalidRequest } from './errors.ts';
import { sumThousandths } from './receipts.ts';
import type {
  Amount,
  CancellationDetails,
  PaymentMethod,
  PaymentMethodType,
  ReceiptData,
  Receipt,
  Refund,
  StoredPayment,
  StoredReceipt,
  StoredRefund,
  YooKassaState,
} from './types.ts';

const confirmWithinMs = 3600_000;
const holdMs = 7 * 24 * 3600_000;
/** What the provider keeps; any rate will do, as long as income differs from amount. */
const feeRate = { bank_card: 0.035, sbp: 0.007 };

export type EventName =
  'payment.waiting_for_capture' | 'payment.succeeded' | 'payment.canceled' | 'refund.succeeded';
export type RefundOutcome = 'succeeded' | 'pending' | 'canceled';

export interface NewPayment {
  shopId: string;
  amount: Amount;
  capture: boolean;
  returnUrl: string;
  locale: string;
  onlyMethod: PaymentMethodType | null;
  description: string | undefined;
  metadata: Record<string, string>;
  merchantCustomerId: string | undefined;
  receipt: ReceiptData | null;
}

export class Cashier {
  /** What becomes of a new refund; the control API changes it to play a slow or failing one. */
  refundOutcome: RefundOutcome = 'succeeded';

  constructor(
    readonly state: YooKassaState,
    private readonly publicUrl: string,
    private readonly announce: (event: EventName, object: unknown, objectId: string) => void,
    private readonly save: () => void,
  ) {}

  // ---- payments

  create(fields: NewPayment): StoredPayment {
    const id = newObjectId();
    const payment: StoredPayment = {
      capture: fields.capture,
      returnUrl: fields.returnUrl,
      locale: fields.locale,
      onlyMethod: fields.onlyMethod,
      receipt: fields.receipt,
      wire: {
        id,
        status: 'pending',
        paid: false,
        amount: fields.amount,
        ...(fields.description !== undefined && { description: fields.description }),
        recipient: { account_id: fields.shopId, gateway_id: `${fields.shopId}0` },
        created_at: new Date().toISOString(),
        confirmation: {
          type: 'redirect',
          return_url: fields.returnUrl,
          confirmation_url: `${this.publicUrl}/yookassa/pay/${id}`,
        },
        test: true,
        metadata: fields.metadata,
        refundable: false,
        ...(fields.merchantCustomerId !== undefined && {
          merchant_customer_id: fields.merchantCustomerId,
        }),
        ...(fields.receipt && { receipt_registration: 'pending' as const }),
      },
    };
    this.state.payments.push(payment);
    this.save();
    return payment;
  }

  find(id: string): StoredPayment | undefined {
    return this.state.payments.find((payment) => payment.wire.id === id);
  }

  /** The payer paid. A two-stage payment stops at the hold. */
  pay(payment: StoredPayment, method: PaymentMethodType, cardNumber = '5555555555554444'): void {
    requireStatus(payment, 'pending');
    const { wire } = payment;
    wire.paid = true;
    wire.payment_method = paymentMethod(wire.id, method, cardNumber);
    wire.authorization_details = {
      rrn: String(randomInt(1e11, 1e12)),
      auth_code: String(randomInt(1e5, 1e6)),
      three_d_secure: { applied: false },
    };
    delete wire.confirmation;
    if (payment.capture) {
      this.succeed(payment);
      return;
    }
    wire.status = 'waiting_for_capture';
    wire.expires_at = new Date(Date.now() + holdMs).toISOString();
    this.announce('payment.waiting_for_capture', wire, wire.id);
    this.save();
  }

  decline(
    payment: StoredPayment,
    reason = 'general_decline',
    method: PaymentMethodType = 'bank_card',
    cardNumber?: string,
  ): void {
    requireStatus(payment, 'pending');
    payment.wire.payment_method = paymentMethod(
      payment.wire.id,
      method,
      cardNumber ?? '5555555555554444',
    );
    this.end(payment, { party: 'payment_network', reason });
  }

  expire(payment: StoredPayment): void {
    if (payment.wire.status === 'waiting_for_capture')
      this.end(payment, { party: 'yoo_money', reason: 'expired_on_capture' });
    else {
      requireStatus(payment, 'pending');
      this.end(payment, { party: 'yoo_money', reason: 'expired_on_confirmation' });
    }
  }

  capture(payment: StoredPayment, amount: Amount, receipt: ReceiptData | null): void {
    requireStatus(payment, 'waiting_for_capture');
    if (kopecks(amount) > kopecks(payment.wire.amount))
      throw invalidRequest('Capture amount exceeds the payment', 'amount.value');
    const isPartial = kopecks(amount) < kopecks(payment.wire.amount);
    if (isPartial && payment.receipt && !receipt)
      throw invalidRequest('Partial capture requires a receipt', 'receipt');
    payment.wire.amount = amount;
    payment.receipt = receipt ?? payment.receipt;
    this.succeed(payment);
  }

  cancel(payment: StoredPayment): void {
    requireStatus(payment, 'waiting_for_capture');
    this.end(payment, { party: 'merchant', reason: 'canceled_by_merchant' });
  }

  /** Ends what nobody confirmed or captured in time; called every few seconds. */
  sweep(now = Date.now()): void {
    for (const payment of this.state.payments) {
      const { status, created_at: createdAt, expires_at: expiresAt } = payment.wire;
      const isStale =
        (status === 'pending' && now - Date.parse(createdAt) >= confirmWithinMs) ||
        (status === 'waiting_for_capture' && now >= Date.parse(expiresAt!));
      if (isStale) this.expire(payment);
    }
  }

  private succeed(payment: StoredPayment): void {
    const { wire } = payment;
    const fee = Math.round(kopecks(wire.amount) * feeRate[wire.payment_method!.type]);
    wire.status = 'succeeded';
    wire.captured_at = new Date().toISOString();
    wire.income_amount = rubles(kopecks(wire.amount) - fee);
    wire.refunded_amount = rubles(0);
    wire.refundable = true;
    delete wire.expires_at;
    if (payment.receipt) {
      wire.receipt_registration = 'succeeded';
      this.register('payment', wire.recipient.account_id, payment.receipt, { payment_id: wire.id });
    }
    this.announce('payment.succeeded', wire, wire.id);
    this.save();
  }

  private end({ wire }: StoredPayment, details: CancellationDetails): void {
    wire.status = 'canceled';
    wire.paid = false;
    wire.cancellation_details = details;
    delete wire.confirmation;
    delete wire.expires_at;
    if (wire.receipt_registration) wire.receipt_registration = 'canceled';
    this.announce('payment.canceled', wire, wire.id);
    this.save();
  }

  // ---- refunds

  /** What of a payment is neither refunded nor promised to a refund under way. */
  refundable({ wire }: StoredPayment): number {
    const taken = this.state.refunds
      .filter((refund) => refund.wire.payment_id === wire.id && refund.wire.status !== 'canceled')
      .reduce((sum, refund) => sum + kopecks(refund.wire.amount), 0);
    return kopecks(wire.amount) - taken;
  }

  refund(
    payment: StoredPayment,
    amount: Amount,
    fields: Pick<Refund, 'description' | 'metadata'>,
    receipt: ReceiptData | null,
  ): StoredRefund {
    if (payment.wire.status !== 'succeeded')
      throw invalidRequest('Payment is not succeeded and cannot be refunded', 'payment_id');
    if (kopecks(amount) > this.refundable(payment)) {
      throw invalidRequest(
        'Refund amount exceeds the remaining amount of the payment',
        'amount.value',
      );
    }
    const refund: StoredRefund = {
      shopId: payment.wire.recipient.account_id,
      wire: {
        id: newObjectId(),
        payment_id: payment.wire.id,
        status: 'pending',
        created_at: new Date().toISOString(),
        amount,
        ...(fields.description !== undefined && { description: fields.description }),
        ...(fields.metadata && { metadata: fields.metadata }),
        ...(receipt && { receipt_registration: 'pending' }),
      },
    };
    this.state.refunds.push(refund);
    if (this.refundOutcome !== 'pending') this.settleRefund(refund, this.refundOutcome);
    if (receipt && refund.wire.status === 'succeeded') {
      refund.wire.receipt_registration = 'succeeded';
      this.register('refund', refund.shopId, receipt, {
        payment_id: payment.wire.id,
        refund_id: refund.wire.id,
      });
    }
    this.save();
    return refund;
  }

  settleRefund(refund: StoredRefund, outcome: 'succeeded' | 'canceled'): void {
    if (refund.wire.status !== 'pending') throw invalidRequest('Refund is final');
    refund.wire.status = outcome;
    if (outcome === 'canceled') {
      refund.wire.cancellation_details = { party: 'refund_network', reason: 'rejected_by_payee' };
    } else {
      const payment = this.find(refund.wire.payment_id)!.wire;
      payment.refunded_amount = rubles(
        kopecks(payment.refunded_amount!) + kopecks(refund.wire.amount),
      );
      payment.refundable = kopecks(payment.refunded_amount) < kopecks(payment.amount);
      this.announce('refund.succeeded', refund.wire, refund.wire.id);
    }
    this.save();
  }

  // ---- receipts

  register(
    type: Receipt['type'],
    shopId: string,
    data: ReceiptData,
    of: Partial<Receipt>,
  ): StoredReceipt {
    const number = String(this.state.receipts.length + 1);
    const receipt: StoredReceipt = {
      shopId,
      customer: data.customer,
      wire: {
        id: `rt-${randomUUID()}`,
        type,
        status: 'succeeded',
        ...of,
        items: data.items,
        settlements: of.settlements ?? [
          { type: 'cashless', amount: rubles(Math.round(sumThousandths(data.items) / 1000)) },
        ],
        fiscal_document_number: number,
        fiscal_storage_number: '9999078902004339',
        fiscal_attribute: String(randomInt(1e9, 4e9)),
        registered_at: new Date().toISOString(),
        fiscal_provider_id: `fd9e9404-eaca-4000-8ec9-dc228ead${number.padStart(4, '0').slice(-4)}`,
        ...(data.tax_system_code !== undefined && { tax_system_code: data.tax_system_code }),
      },
    };
    this.state.receipts.push(receipt);
    this.save();
    return receipt;
  }
}

function requireStatus({ wire }: StoredPayment, wanted: string): void {
  if (wire.status !== wanted) {
    throw invalidRequest(
      `Incorrect payment status: ${wire.status}. This action needs ${wanted}`,
      'payment_id',
    );
  }
}

/** 36 characters like the real ones, whose first group counts the seconds. */
function newObjectId(): string {
  const seconds = Math.floor(Date.now() / 1000)
    .toString(16)
    .padStart(8, '0');
  return `${seconds}${randomUUID().slice(8)}`;
}

function paymentMethod(id: string, type: PaymentMethodType, cardNumber: string): PaymentMethod {
  if (type === 'sbp') {
    return {
      type,
      id,
      saved: false,
      status: 'inactive',
      title: 'СБП',
      sbp_operation_id: randomUUID().replaceAll('-', '').toUpperCase(),
    };
  }
  const last4 = cardNumber.slice(-4);
  const cardType = { '2': 'Mir', '4': 'Visa', '5': 'MasterCard' }[cardNumber[0] ?? ''] ?? 'Unknown';
  return {
    type,
    id,
    saved: false,
    status: 'inactive',
    title: `Bank card *${last4}`,
    card: {
      first6: cardNumber.slice(0, 6),
      last4,
      expiry_year: '2030',
      expiry_month: '12',
      card_type: cardType,
      issuer_country: 'RU',
    },
  };
}
