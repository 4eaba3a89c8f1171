import { tfn } from '@tfn/core';
import { createTransport } from 'nodemailer';
import type { Transporter } from 'nodemailer';
import { setting } from '../setting.ts';
import { renderMail } from './templates.ts';
import type { MailData, MailName } from './templates.ts';

/** A mail: its template, its data and its recipient. */
export type Mail = { [TName in MailName]: { template: TName; data: MailData[TName]; to: string } }[MailName];

/** Decides on large orders and reads the reports. */
export const OWNER = 'owner@shop.example';

/**
 * Sends a mail. SMTP has no idempotency keys: when a worker dies after the server accepts the mail and before Temporal records it,
 * the mail is sent twice; both have the same Message-ID, so mail programs show one.
 */
export const sendEmail = tfn.fn(
  'sendEmail',
  async (mail: Mail, ctx): Promise<{ messageId: string }> => {
    const messageId = `<${ctx.idempotencyKey.replace(/[^\w.-]/g, '.')}@shop.example>`;
    await mailer().sendMail({ to: mail.to, messageId, ...renderMail(mail.template, mail.data) });
    return { messageId };
  },
  { timeout: '30s', retries: 5 },
);

// --- internal ---

let transport: Transporter | undefined;

function mailer(): Transporter {
  return (transport ??= createTransport(setting('SMTP_URL'), { from: 'The shop <shop@shop.example>' }));
}
