import { tfn } from '@tfn/core';

export interface Email {
  to: string;
  subject: string;
}

export const sendEmail = tfn.fn('sendEmail', async (email: Email, ctx) => {
  ctx.log.info('Sending', { to: email.to, subject: email.subject });
  return { sent: true };
});
