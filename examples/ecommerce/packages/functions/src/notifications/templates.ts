import type { OrderItem } from '../orders/order.ts';
import type { DailySales } from '../reports/daily-sales.ts';

/** The data of each mail that the shop sends. Amounts are in cents. */
export interface MailData {
  confirmation: { orderId: string; items: OrderItem[]; total: number; paymentId: string; tracking: string };
  stopped: { orderId: string; reason: string; refundId?: string };
  approval: { orderId: string; total: number; customer: string };
  report: DailySales;
}

export type MailName = keyof MailData;

/** A rendered mail. */
export interface MailText {
  subject: string;
  text: string;
  html: string;
}

/** Fills in a template. The HTML part has the same words as the text, and escapes customers' input. */
export function renderMail<TName extends MailName>(name: TName, data: MailData[TName]): MailText {
  const { subject, lines } = TEMPLATES[name](data);
  return {
    subject,
    text: lines.map(toText).join('\n\n'),
    html: `<!doctype html><html lang="en"><body style="font-family:sans-serif">${lines.map(toHtml).join('')}</body></html>`,
  };
}

// --- internal ---

/** A paragraph, or a list. */
type Line = string | readonly string[];

const TEMPLATES: { [TName in MailName]: (data: MailData[TName]) => { subject: string; lines: Line[] } } = {
  confirmation: ({ orderId, items, total, paymentId, tracking }) => ({
    subject: `Your order ${orderId} is on its way`,
    lines: [
      'Thank you for your order!',
      items.map(({ sku, quantity }) => `${quantity} × ${sku}`),
      `We charged ${toEuros(total)} (${paymentId}). The parcel's number is ${tracking}.`,
    ],
  }),
  stopped: ({ orderId, reason, refundId }) => ({
    subject: `Your order ${orderId} was stopped`,
    lines: [
      `Your order will not be sent: ${reason}.`,
      refundId === undefined ? 'You were not charged.' : `What you paid is on its way back (${refundId}).`,
    ],
  }),
  approval: ({ orderId, total, customer }) => ({
    subject: `Please decide on order ${orderId}: ${toEuros(total)}`,
    lines: [`${customer} ordered for ${toEuros(total)}. It waits until you approve or reject it.`],
  }),
  report: ({ from, to, orders, stopped, revenue, best }) => ({
    subject: `Sales until ${to.slice(0, 16).replace('T', ' ')}: ${toEuros(revenue)}`,
    lines: [
      `From ${from} to ${to}: ${orders} orders complete, ${stopped} stopped, ${toEuros(revenue)} taken.`,
      best.map(({ sku, quantity }) => `${quantity} × ${sku}`),
    ],
  }),
};

/** 1234 → '12.34 €'. */
function toEuros(cents: number): string {
  return `${(cents / 100).toFixed(2)} €`;
}

function toText(line: Line): string {
  return typeof line === 'string' ? line : line.map((item) => `- ${item}`).join('\n');
}

function toHtml(line: Line): string {
  if (typeof line === 'string') return `<p>${escapeHtml(line)}</p>`;
  return `<ul>${line.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
