import { toMilliseconds } from '@tfn/core';
import type { Duration, HttpRequest, HttpUnverified } from '@tfn/core';
import { joinBytes, toBytes } from '@tfn/core/internal';
import { createKeys, decode, isRecent } from './keys.ts';
import type { WebhookSecret } from './keys.ts';
import { jsonIn, textIn } from './webhook-verifier.ts';
import type { WebhookVerifier } from './webhook-verifier.ts';

/**
 * Checks Stripe's webhooks: Stripe-Signature holds a time `t` and one or more `v1` over `<t>.<body>`. The id of an event is its `id`.
 * `tolerance` is the maximum difference of that time from now. @default '5m'
 * @throws {TfnError} TFN_HTTP_VERIFY_OPTIONS, TFN_DURATION_INVALID
 */
export function stripeSignature({
  secret,
  tolerance = '5m',
}: {
  secret: WebhookSecret;
  tolerance?: Duration;
}): WebhookVerifier {
  const keys = createKeys('stripeSignature', { secret });
  const limit = toMilliseconds(tolerance, 'tolerance');
  const verify = async ({ headers, rawBody }: Pick<HttpUnverified, 'headers' | 'rawBody'>): Promise<boolean> => {
    const pairs = (headers['stripe-signature'] ?? '').split(',').map((pair) => pair.trim().split('=', 2));
    const timestamp = pairs.find(([name]) => name === 't')?.[1];
    if (!isRecent(timestamp, limit)) return false;
    const signatures = pairs.filter(([name]) => name === 'v1').map(([, value]) => decode(value ?? '', 'hex'));
    return keys.verify(signatures, joinBytes([toBytes(`${timestamp}.`), rawBody]));
  };
  return Object.assign(verify, {
    eventId: ({ body }: HttpRequest) => textIn(body, 'id'),
    // By the signed bytes alone: the media type is not signed.
    event: ({ rawBody }: HttpRequest) => jsonIn(rawBody),
  });
}
