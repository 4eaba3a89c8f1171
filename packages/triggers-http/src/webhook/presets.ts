import { toMilliseconds } from '@tfn/core';
import type { Duration, HttpVerifier } from '@tfn/core';
import { joinBytes, toBytes } from '@tfn/core/internal';
import { createKeys, decodeSignature, hmac, isRecent } from './hmac.ts';
import type { WebhookSecret } from './hmac.ts';

/**
 * Checks GitHub's webhooks: X-Hub-Signature-256 over the body.
 * @throws {TfnError} TFN_HTTP_VERIFY_OPTIONS
 */
export function githubSignature({ secret }: { secret: WebhookSecret }): HttpVerifier {
  return hmac({ header: 'x-hub-signature-256', prefix: 'sha256=', secret });
}

/**
 * Checks Stripe's webhooks: Stripe-Signature holds a time `t` and one or more `v1` over `<t>.<body>`.
 * `tolerance` is the maximum difference of that time from now. @default '5m'
 * @throws {TfnError} TFN_HTTP_VERIFY_OPTIONS, TFN_DURATION_INVALID
 */
export function stripeSignature({
  secret,
  tolerance = '5m',
}: {
  secret: WebhookSecret;
  tolerance?: Duration;
}): HttpVerifier {
  const keys = createKeys('stripeSignature', { secret, algorithm: 'sha256' });
  const limit = toMilliseconds(tolerance, 'tolerance');
  return async ({ headers, rawBody }) => {
    const pairs = (headers['stripe-signature'] ?? '').split(',').map((pair) => pair.trim().split('=', 2));
    const timestamp = pairs.find(([name]) => name === 't')?.[1];
    if (!isRecent(timestamp, limit)) return false;
    const signatures = pairs.filter(([name]) => name === 'v1').map(([, value]) => decodeSignature(value ?? '', 'hex'));
    return keys.verify(signatures, joinBytes([toBytes(`${timestamp}.`), rawBody]));
  };
}
