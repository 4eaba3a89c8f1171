import type { HttpRequest } from '@tfn/core';
import { isForm } from '../requests/read-body.ts';
import { parseJson } from '../requests/read-json.ts';
import { hmac } from './hmac.ts';
import { createKeys } from './keys.ts';
import type { WebhookSecret } from './keys.ts';
import { textIn } from './webhook-verifier.ts';
import type { WebhookVerifier } from './webhook-verifier.ts';

/**
 * Checks GitHub's webhooks: X-Hub-Signature-256 over the body. The id of an event is X-GitHub-Delivery, which a redelivery repeats; the
 * event of a form is the JSON in its field `payload`.
 * @throws {TfnError} TFN_HTTP_VERIFY_OPTIONS
 */
export function githubSignature({ secret }: { secret: WebhookSecret }): WebhookVerifier {
  createKeys('githubSignature', { secret });
  const verify = hmac({ header: 'x-hub-signature-256', prefix: 'sha256=', secret });
  return Object.assign(verify, {
    eventId: ({ headers }: HttpRequest) => headers['x-github-delivery'],
    event: eventInForm,
  });
}

/** The JSON of a form's field `payload`; otherwise the body. @throws {HttpProblem} body-malformed */
export function eventInForm({ headers, body }: HttpRequest): unknown {
  const payload = isForm(headers) ? textIn(body, 'payload') : undefined;
  return payload === undefined ? body : parseJson(payload);
}
