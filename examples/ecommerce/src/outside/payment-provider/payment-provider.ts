/**
 * A payment provider with the part of Stripe's HTTP API that the shop uses, for Stripe's own client.
 * I1: one idempotency key, one charge: see idempotency.ts.
 * I2: the name of a payment method decides what it does: see `misbehave`.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readText } from '../read-text.ts';
import { ApiError } from './api-error.ts';
import { createHeldAnswers } from './held-answers.ts';
import { createIdempotencyKeys } from './idempotency.ts';
import type { Answer } from './idempotency.ts';
import { createId, createLedger } from './ledger.ts';
import type { Form } from './ledger.ts';
import { createWebhooks } from './webhooks.ts';

/** A request for money, and its result. */
export interface ProviderCall {
  /** Milliseconds since 1970. */
  at: number;
  kind: 'charge' | 'refund' | 'cancel';
  orderId: string;
  answer: string;
}

export interface PaymentProvider {
  readonly url: string;
  stop(): Promise<void>;
}

export interface PaymentProviderOptions {
  /** Signs the webhooks. */
  webhookSecret: string;
  /** Milliseconds that a bank takes to transfer money. */
  settleAfter: number;
}

export async function startPaymentProvider(options: PaymentProviderOptions): Promise<PaymentProvider> {
  const webhooks = createWebhooks(options.webhookSecret);
  const ledger = createLedger(webhooks.announce);
  const keys = createIdempotencyKeys();
  const held = createHeldAnswers();
  const calls: ProviderCall[] = [];
  const attempts = new Map<string, number>();

  const act = (path: string, form: Form): unknown => {
    const [resource, id, action] = path.split('/');
    if (path === 'payment_intents') {
      const intent = ledger.createIntent(form);
      const succeeds = form['payment_method'] !== 'pm_sepa_debit_fails';
      if (intent.status === 'processing')
        setTimeout(() => ledger.settle(intent.id, succeeds), options.settleAfter).unref();
      return intent;
    }
    if (resource === 'payment_intents' && action === 'cancel') return ledger.cancelIntent(id as string);
    if (path === 'refunds') return ledger.refund(form);
    if (path === 'webhook_endpoints') {
      const events = Object.entries(form).filter(([name]) => name.startsWith('enabled_events'));
      return webhooks.addEndpoint(
        form['url'] ?? '',
        events.map(([, event]) => event),
      );
    }
    // Not part of Stripe: lets tests decide when 'pm_card_held' is answered.
    if (path === 'releases') {
      held.release(form['order_id'] ?? '');
      return { object: 'release' };
    }
    throw unknownPath(path);
  };

  const post = async (path: string, request: IncomingMessage): Promise<Answer & { isReplayed?: boolean }> => {
    const text = await readText(request);
    const form: Form = Object.fromEntries(new URLSearchParams(text));
    const key = (request.headers['idempotency-key'] as string | undefined) ?? createId('key');
    const note = (answer: string): void => {
      const kind = toKind(path);
      if (kind === undefined) return;
      const intentId = form['payment_intent'] ?? path.split('/')[1];
      const intent = ledger.intents().find(({ id }) => id === intentId);
      const orderId = form['metadata[order_id]'] ?? intent?.metadata['order_id'] ?? '';
      calls.push({ at: Date.now(), kind, orderId, answer });
    };
    const attempt = (attempts.get(key) ?? 0) + 1;
    attempts.set(key, attempt);
    const trouble = path === 'payment_intents' ? misbehave(form['payment_method'] ?? '', attempt) : undefined;
    if (trouble === 'is out of order') {
      note('503, out of order');
      throw new ApiError(503, 'api_error', { message: 'The payment provider is out of order.' });
    }
    try {
      const known = keys.find(key, `${path}?${text}`);
      if (known !== undefined) {
        note(`${describe(known)}, as before`);
        return { ...known, isReplayed: true };
      }
    } catch (error) {
      note((error as Error).message);
      throw error;
    }
    keys.begin(key, `${path}?${text}`);
    const answer = toAnswer(() => act(path, form));
    note(trouble === 'never answers' ? `${describe(answer)}, but no answer comes` : describe(answer));
    if (trouble === 'is held back') await held.wait(form['metadata[order_id]'] ?? '');
    keys.end(key, answer);
    if (trouble === 'never answers') await new Promise((resolve) => request.socket.once('close', resolve));
    return answer;
  };

  const get = (path: string): unknown => {
    const [resource, id] = path.split('/');
    if (resource === 'payment_intents' && id !== undefined) return ledger.findIntent(id);
    if (path === 'payment_intents') return { object: 'list', has_more: false, data: ledger.intents() };
    if (path === 'refunds') return { object: 'list', has_more: false, data: ledger.refunds() };
    // Not part of Stripe: the requests so far, for tests.
    if (path === 'calls') return calls;
    throw unknownPath(path);
  };

  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/^\/v1\//, '').replace(/\?.*$/, '');
    const reply = async (): Promise<Answer & { isReplayed?: boolean }> => {
      if (!request.headers.authorization?.startsWith('Bearer sk_'))
        throw new ApiError(401, 'invalid_request_error', { message: 'You did not provide an API key.' });
      return request.method === 'POST' ? post(path, request) : { status: 200, body: get(path) };
    };
    reply()
      .catch(toFailure)
      .then((answer) => send(response, answer))
      .catch((error: unknown) => console.error(error));
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      webhooks.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

// --- internal ---

type Trouble = 'is out of order' | 'never answers' | 'is held back';

/**
 * 'pm_card_flaky' finds the provider out of order at the first attempt; at the second the provider charges and never answers.
 * 'pm_card_held' is charged, but its response is held back until it is released.
 */
function misbehave(method: string, attempt: number): Trouble | undefined {
  if (method === 'pm_card_held') return 'is held back';
  if (method !== 'pm_card_flaky') return undefined;
  return ([undefined, 'is out of order', 'never answers'] as const)[attempt];
}

function toKind(path: string): ProviderCall['kind'] | undefined {
  if (path === 'payment_intents') return 'charge';
  if (path === 'refunds') return 'refund';
  return path.endsWith('/cancel') ? 'cancel' : undefined;
}

function describe({ status, body }: Answer): string {
  const { object, amount, status: state, error } = body as Record<string, unknown>;
  if (error !== undefined) return `${status}, ${(error as { message: string }).message}`;
  const euros = `${(Number(amount) / 100).toFixed(2)} €`;
  if (object === 'refund') return `refunded ${euros}`;
  return state === 'succeeded' ? `charged ${euros}` : `${euros} ${String(state)}`;
}

function toAnswer(act: () => unknown): Answer {
  try {
    // A copy: the intent may change later, but the same key must get the same response.
    return { status: 200, body: structuredClone(act()) };
  } catch (error) {
    return toFailure(error);
  }
}

function toFailure(error: unknown): Answer {
  if (error instanceof ApiError) return { status: error.status, body: error.body };
  console.error(error);
  return { status: 500, body: { error: { type: 'api_error', message: 'Something went wrong on our side.' } } };
}

function unknownPath(path: string): ApiError {
  return new ApiError(404, 'invalid_request_error', { message: `Unrecognized request URL (/v1/${path}).` });
}

function send(response: ServerResponse, { status, body, isReplayed }: Answer & { isReplayed?: boolean }): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'request-id': createId('req'),
    ...(isReplayed === true && { 'idempotent-replayed': 'true' }),
  });
  response.end(JSON.stringify(body));
}
