/** The payment provider in its own process: it keeps running when the shop's worker is killed. */
import { serveAsChild } from '../child-process.ts';
import { startPaymentProvider } from './payment-provider.ts';

serveAsChild(() =>
  startPaymentProvider({
    webhookSecret: process.env['WEBHOOK_SECRET'] ?? 'whsec_test',
    settleAfter: Number(process.env['SETTLE_AFTER'] ?? 1500),
  }),
);
