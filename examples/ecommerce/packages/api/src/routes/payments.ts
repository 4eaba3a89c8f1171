import { handlePaymentEvent, paymentEventSchema, setting } from '@shop/functions';
import { tfn } from '@tfn/core';
import { stripeSignature } from '@tfn/triggers-http';
import { parseBody } from '../parse-body.ts';

/** Stripe sends an event until it gets a 2xx response, possibly more than once: the event's id starts the workflow only once. */
tfn.http('POST', '/webhooks/stripe', handlePaymentEvent, {
  verify: stripeSignature({ secret: setting('STRIPE_WEBHOOK_SECRET') }),
  workflowId: (req) => req.body.id,
  input: (req) => parseBody(paymentEventSchema, req.body),
  async: true,
});
