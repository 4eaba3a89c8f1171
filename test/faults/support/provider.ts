import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A payment provider: charges once for each idempotency key, and keeps a ledger. */
export interface Provider {
  readonly url: string;
  /** From now on the provider charges, but does not answer until `release`. */
  hold(): void;
  /** The number of answers held back. */
  held(): number;
  release(): void;
  /** The charges of an order. */
  chargesOf(order: string): readonly string[];
  /** The number of charged orders. */
  readonly orders: number;
  /** The number of requests with a key that was used before. */
  readonly repeats: number;
  close(): Promise<void>;
}

export async function startProvider(): Promise<Provider> {
  const byKey = new Map<string, string>();
  const byOrder = new Map<string, string[]>();
  let repeats = 0;
  let gate: PromiseWithResolve | undefined;
  let held = 0;

  const take = (key: string, order: string): string => {
    const known = byKey.get(key);
    if (known !== undefined) {
      repeats += 1;
      return known;
    }
    const charge = `charge-${byKey.size + 1}`;
    byKey.set(key, charge);
    byOrder.set(order, [...(byOrder.get(order) ?? []), charge]);
    return charge;
  };

  const server = createServer((request, response) => {
    void json(request).then(
      async (body) => {
        // Charges before it answers: a caller that dies in between does not know of the charge.
        const charge = take(String(request.headers['idempotency-key']), (body as { order: string }).order);
        if (gate !== undefined) {
          held += 1;
          await gate.promise;
        }
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ charge }));
      },
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    hold: () => (gate ??= withResolve()),
    held: () => held,
    release() {
      gate?.resolve();
      gate = undefined;
      held = 0;
    },
    chargesOf: (order) => byOrder.get(order) ?? [],
    get orders() {
      return byOrder.size;
    },
    get repeats() {
      return repeats;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

// --- internal ---

interface PromiseWithResolve {
  readonly promise: Promise<void>;
  resolve(): void;
}

function withResolve(): PromiseWithResolve {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
