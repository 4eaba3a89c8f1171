/** The payment provider, in a process of its own: it lives on when the shop's worker is killed. */
import { untilStopped } from '../child-process.ts';
import { startPaymentProvider } from './payment-provider.ts';

async function main(): Promise<void> {
  const stopped = untilStopped();
  const provider = await startPaymentProvider({
    webhookSecret: process.env['WEBHOOK_SECRET'] ?? 'whsec_test',
    settleAfter: Number(process.env['SETTLE_AFTER'] ?? 1500),
    slowness: Number(process.env['SLOWNESS'] ?? 1000),
  });
  process.send?.({ url: provider.url }, () => undefined);
  await stopped;
  await provider.stop();
}

main()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => {
    if (process.connected) process.disconnect();
  });
