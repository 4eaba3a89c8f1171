import { tfn } from '@tfn/core';
import { createTransport } from 'nodemailer';
import type { Transporter } from 'nodemailer';
import { setting } from '../setting.ts';
import { renderMail } from './templates.ts';
import type { MailData, MailName } from './templates.ts';

/** A mail: which, with what, to whom. */
export type Mail = { [TName in MailName]: { template: TName; data: MailData[TName]; to: string } }[MailName];

/** Who decides on large orders and reads the reports. */
export const OWNER = 'owner@shop.example';

/**
 * Writes a mail. SMTP knows no idempotency key: when a worker dies between the server's 250 and Temporal's, the mail goes out
 * twice; both have the same Message-ID, by which mail programs show one.
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
