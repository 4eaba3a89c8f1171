import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createId } from './ledger.ts';
import type { Announce } from './ledger.ts';

/** Where to send events. */
export interface WebhookEndpoint {
  id: string;
  object: 'webhook_endpoint';
  url: string;
  enabled_events: string[];
  secret: string;
}

export interface Webhooks {
  addEndpoint(url: string, events: string[]): WebhookEndpoint;
  announce: Announce;
  /** Drops all undelivered events. */
  stop(): void;
}

const MAX_ATTEMPTS = 12;

/** Sends signed events, each until the answer is 2xx, like Stripe, but retries sooner. */
export function createWebhooks(secret: string): Webhooks {
  const endpoints: WebhookEndpoint[] = [];
  const stopped = new AbortController();

  const deliver = async (endpoint: WebhookEndpoint, body: string): Promise<void> => {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const time = Math.floor(Date.now() / 1000);
      const signature = createHmac('sha256', endpoint.secret).update(`${time}.${body}`).digest('hex');
      const isTaken = await fetch(endpoint.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'stripe-signature': `t=${time},v1=${signature}` },
        body,
        signal: stopped.signal,
      }).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isTaken || stopped.signal.aborted) return;
      await delay(100 * 2 ** attempt, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };

  return {
    addEndpoint(url, events) {
      const endpoint = { id: createId('we'), object: 'webhook_endpoint' as const, url, enabled_events: events, secret };
      endpoints.push(endpoint);
      return endpoint;
    },
    announce(type, object) {
      const event = {
        id: createId('evt'),
        object: 'event',
        type,
        created: Math.floor(Date.now() / 1000),
        data: { object },
      };
      const body = JSON.stringify(event);
      for (const endpoint of endpoints)
        if (endpoint.enabled_events.includes('*') || endpoint.enabled_events.includes(type))
          void deliver(endpoint, body);
    },
    stop: () => stopped.abort(),
  };
}
