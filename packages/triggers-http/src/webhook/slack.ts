import type { Duration, HttpRequest } from '@tfn/core';
import { eventInForm } from './github.ts';
import { hmac } from './hmac.ts';
import { createKeys } from './keys.ts';
import type { WebhookSecret } from './keys.ts';
import { textIn } from './webhook-verifier.ts';
import type { WebhookVerifier } from './webhook-verifier.ts';

/**
 * Checks Slack's requests: X-Slack-Signature over `v0:<time>:<body>`, with the app's signing secret. The id of an event is its `event_id`,
 * that of a command or an interaction its `trigger_id`; the event of an interaction is the JSON in its field `payload`. It answers Slack's
 * check of a new URL (`url_verification`), and acknowledges an event by an empty answer.
 * `tolerance` is the maximum difference of the time from now. @default '5m'
 * @throws {TfnError} TFN_HTTP_VERIFY_OPTIONS, TFN_DURATION_INVALID
 */
export function slackSignature({
  signingSecret,
  tolerance = '5m',
}: {
  signingSecret: WebhookSecret;
  tolerance?: Duration;
}): WebhookVerifier {
  createKeys('slackSignature', { secret: signingSecret, option: 'signingSecret' });
  const verify = hmac({
    ...{ header: 'x-slack-signature', prefix: 'v0=', secret: signingSecret },
    ...{ timestampHeader: 'x-slack-request-timestamp', tolerance },
    signedPrefix: ({ timestamp }) => `v0:${timestamp}:`,
  });
  return Object.assign(verify, {
    eventId: ({ body }: HttpRequest) => textIn(body, 'event_id') ?? textIn(body, 'trigger_id'),
    event: eventInForm,
    acknowledgement: {},
    handshake({ body }: HttpRequest) {
      if (textIn(body, 'type') !== 'url_verification') return undefined;
      return { challenge: textIn(body, 'challenge') ?? '' };
    },
  });
}
