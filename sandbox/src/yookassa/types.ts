// The shapes of YooKassa's API v3 that the sandbox speaks, and what it remembers besides them.

export interface Amount {
  value: string;
  currency: string;
}

export interface CancellationDetails {
  party: string;
  reason: string;
}

export type PaymentMethodType = 'bank_card' | 'sbp';

export interface PaymentMethod {
  type: PaymentMethodType;
  id: string;
  saved: boolean;
  status: string;
  title: string;
  card?: Record<string, string>;
  sbp_operation_id?: string;
}

export interface Payment {
  id: string;
  status: 'pending' | 'waiting_for_capture' | 'succeeded' | 'canceled';
  paid: boolean;
  amount: Amount;
  income_amount?: Amount;
  description?: string;
  recipient: { account_id: string; gateway_id: string };
  payment_method?: PaymentMethod;
  captured_at?: string;
  created_at: string;
  expires_at?: string;
  confirmation?: { type: 'redirect'; return_url: string; confirmation_url: string };
  test: true;
  refunded_amount?: Amount;
  receipt_registration?: 'pending' | 'succeeded' | 'canceled';
  metadata: Record<string, string>;
  cancellation_details?: CancellationDetails;
  authorization_details?: Record<string, unknown>;
  refundable: boolean;
  merchant_customer_id?: string;
}

export interface StoredPayment {
  wire: Payment;
  capture: boolean;
  /** Stays known after the wire object dropped its confirmation. */
  returnUrl: string;
  locale: string;
  /** Asked for by payment_method_data: the pay page then offers nothing else. */
  onlyMethod: PaymentMethodType | null;
  receipt: ReceiptData | null;
}

export interface Refund {
  id: string;
  payment_id: string;
  status: 'pending' | 'succeeded' | 'canceled';
  created_at: string;
  amount: Amount;
  description?: string;
  metadata?: Record<string, string>;
  receipt_registration?: string;
  cancellation_details?: CancellationDetails;
}

export interface StoredRefund {
  wire: Refund;
  shopId: string;
}

export interface ReceiptItem {
  description: string;
  quantity: string;
  amount: Amount;
  vat_code: number;
  payment_subject?: string;
  payment_mode?: string;
  measure?: string;
}

export interface ReceiptData {
  customer: Record<string, string>;
  items: ReceiptItem[];
  tax_system_code?: number;
}

export interface Receipt {
  id: string;
  type: 'payment' | 'refund';
  status: 'pending' | 'succeeded' | 'canceled';
  payment_id?: string;
  refund_id?: string;
  items: ReceiptItem[];
  settlements?: { type: string; amount: Amount }[];
  fiscal_document_number: string;
  fiscal_storage_number: string;
  fiscal_attribute: string;
  registered_at: string;
  fiscal_provider_id: string;
  tax_system_code?: number;
}

export interface StoredReceipt {
  wire: Receipt;
  shopId: string;
  customer: Record<string, string>;
}

export interface DeliveryAttempt {
  at: string;
  /** HTTP status, or 0 when there was no answer. */
  status: number;
  error: string | null;
}

export interface Delivery {
  id: string;
  event: string;
  object_id: string;
  url: string;
  body: string;
  created_at: string;
  state: 'waiting' | 'delivered' | 'suppressed' | 'given_up';
  next_attempt_at: string | null;
  attempts: DeliveryAttempt[];
}

export interface RememberedAnswer {
  fingerprint: string;
  body: unknown;
  at: number;
}

export interface YooKassaState {
  payments: StoredPayment[];
  refunds: StoredRefund[];
  receipts: StoredReceipt[];
  answers: Record<string, RememberedAnswer>;
  deliveries: Delivery[];
  webhookUrl: string | null;
}

export function freshYooKassaState(): YooKassaState {
  return { payments: [], refunds: [], receipts: [], answers: {}, deliveries: [], webhookUrl: null };
}
