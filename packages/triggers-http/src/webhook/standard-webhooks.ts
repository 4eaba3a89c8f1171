import { toMilliseconds } from '@tfn/core';
import type { Duration, HttpHeaders, HttpRequest, HttpUnverified } from '@tfn/core';
import { joinBytes, toBytes } from '@tfn/core/internal';
import { createKeys, decode, isRecent } from './keys.ts';
import type { WebhookSecret } from './keys.ts';
import type { WebhookVerifier } from './webhook-verifier.ts';

/**
 * Checks webhooks by the specification Standard Webhooks, as Svix, Resend, Clerk, OpenAI and others send them: the headers `webhook-id`,
 * `webhook-timestamp` and `webhook-signature`, or Svix's with `svix-`. A secret is the `whsec_…` that the sender shows, or its bytes. The id
 * of an event is `webhook-id`. `tolerance` is the maximum difference of the time from now. @default '5m'
 * @throws {TfnError} TFN_HTTP_VERIFY_OPTIONS, TFN_DURATION_INVALID
 */
export function standardWebhooks({
  secret,
  tolerance = '5m',
}: {
  secret: WebhookSecret;
  tolerance?: Duration;
}): WebhookVerifier {
  const keys = createKeys('standardWebhooks', {
    secret,
    toKey: (text) => decode(text.trim().replace(/^whsec_/, ''), 'base64'),
  });
  const limit = toMilliseconds(tolerance, 'tolerance');
  const verify = async ({ headers, rawBody }: Pick<HttpUnverified, 'headers' | 'rawBody'>): Promise<boolean> => {
    const [id, timestamp, signature] = ['id', 'timestamp', 'signature'].map((name) => headerOf(headers, name));
    if (id === undefined || id === '' || signature === undefined || !isRecent(timestamp, limit)) return false;
    const signatures = signature
      .split(' ')
      .filter((each) => each.startsWith('v1,'))
      .map((each) => decode(each.slice('v1,'.length), 'base64'));
    return keys.verify(signatures, joinBytes([toBytes(`${id}.${timestamp}.`), rawBody]));
  };
  return Object.assign(verify, { eventId: ({ headers }: HttpRequest) => headerOf(headers, 'id') });
}

// --- internal ---

function headerOf(headers: HttpHeaders, name: string): string | undefined {
  return headers[`webhook-${name}`] ?? headers[`svix-${name}`];
}
