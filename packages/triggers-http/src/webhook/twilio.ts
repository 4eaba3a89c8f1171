import type { HttpRequest, HttpUnverified, HttpVerifier } from '@tfn/core';
import { toBytes } from '@tfn/core/internal';
import { readForm } from '../requests/query.ts';
import { sha256 } from '../requests/sha256.ts';
import { createKeys, decode, invalid } from './keys.ts';
import type { WebhookSecret } from './keys.ts';
import { textIn } from './webhook-verifier.ts';

/** Options of `twilioSignature`. */
export interface TwilioOptions {
  authToken: WebhookSecret;
  /** The URL of the webhook as Twilio has it, with its query; or a function that makes it of a request. */
  url: string | ((request: HttpUnverified) => string);
}

/**
 * Checks Twilio's webhooks: X-Twilio-Signature over the URL and the fields of the form, or over the URL with `bodySHA256` of another body.
 * The id of an event is I-Twilio-Idempotency-Token, else the `MessageSid` of a
 * message with its status. It acknowledges an event by empty TwiML.
 * @throws {TfnError} TFN_HTTP_VERIFY_OPTIONS
 */
export function twilioSignature({ authToken, url }: TwilioOptions): HttpVerifier {
  const keys = createKeys('twilioSignature', { secret: authToken, algorithm: 'sha1', option: 'authToken' });
  if (typeof url !== 'function' && !URL_PARTS.test(url))
    throw invalid('twilioSignature', 'the option url must be the URL of the webhook as Twilio has it, or a function');
  const verify = async (request: HttpUnverified): Promise<boolean> => {
    const signature = decode(request.headers['x-twilio-signature'] ?? '', 'base64');
    if (signature?.byteLength !== SHA1_BYTES) return false;
    const { bodySHA256 } = request.query;
    const isForm = bodySHA256 === undefined;
    if (!isForm && bodySHA256 !== (await sha256(request.rawBody))) return false;
    const told = typeof url === 'function' ? url(request) : url;
    const full =
      isForm || told.includes('bodySHA256=')
        ? told
        : `${told}${told.includes('?') ? '&' : '?'}bodySHA256=${bodySHA256}`;
    const fields = isForm ? joinFields(request.rawBody) : '';
    // Twilio signs some requests with the port in the URL and others without it.
    for (const each of spellings(full)) if (await keys.verify([signature], toBytes(each + fields))) return true;
    return false;
  };
  return Object.assign(verify, {
    eventId({ headers, body }: HttpRequest) {
      const token = headers['i-twilio-idempotency-token'];
      if (token !== undefined) return token;
      // A call has many events with one id and one status.
      const sid = textIn(body, 'MessageSid');
      const status = textIn(body, 'MessageStatus') ?? textIn(body, 'SmsStatus');
      return sid === undefined || status === undefined ? undefined : `${sid}-${status}`;
    },
    acknowledgement: { contentType: 'text/xml', body: '<Response/>' },
  });
}

// --- internal ---

const SHA1_BYTES = 20;

/** The names and values of a form, by the order of the names; of a repeated name each different value once. */
function joinFields(rawBody: Uint8Array): string {
  const fields = readForm(new TextDecoder().decode(rawBody));
  return Object.keys(fields)
    .sort()
    .map((name) =>
      [...new Set([fields[name] as string | readonly string[]].flat())]
        .sort()
        .map((value) => name + value)
        .join(''),
    )
    .join('');
}

const URL_PARTS = /^(https?):\/\/((?:[^/?#@]*@)?[^/?#:@]+)(:\d+)?([/?#].*)?$/i;

/** A URL without its port, and with it. */
function spellings(url: string): readonly string[] {
  const [, scheme, host, port, rest = ''] = URL_PARTS.exec(url) ?? [];
  if (host === undefined) return [url];
  return [
    `${scheme}://${host}${rest}`,
    `${scheme}://${host}${port ?? (scheme?.toLowerCase() === 'https' ? ':443' : ':80')}${rest}`,
  ];
}
