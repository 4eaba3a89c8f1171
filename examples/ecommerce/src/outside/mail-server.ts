import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A received mail. */
export interface ReceivedMail {
  /** Milliseconds since 1970. */
  at: number;
  messageId: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** An SMTP server that stores what it receives. */
export interface MailServer {
  /** smtp://… */
  readonly url: string;
  mails(): readonly ReceivedMail[];
  stop(): Promise<void>;
}

/** Starts an SMTP server on a free port of the loopback. */
export async function startMailServer(): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      simpleParser(stream).then(
        ({ messageId = '', subject = '', text = '', html }) => {
          const to = session.envelope.rcptTo.map(({ address }) => address).join(', ');
          mails.push({ at: Date.now(), messageId, to, subject, text, html: html === false ? '' : (html ?? '') });
          done();
        },
        (error: Error) => done(error),
      );
    },
  });
  // Ignore clients that disconnect in the middle.
  smtp.on('error', () => undefined);
  const server = smtp.listen(0, '127.0.0.1');
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails: () => mails,
    stop: () => new Promise((resolve) => smtp.close(() => resolve())),
  };
}
