import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readText } from './read-text.ts';

/** A parcel that the carrier accepted. */
export interface Shipment {
  tracking: string;
  reference: string;
}

/** A carrier behind an HTTP API. */
export interface Carrier {
  readonly url: string;
  shipments(): readonly Shipment[];
  stop(): Promise<void>;
}

/** Starts a carrier, which delivers everywhere except to the postcode 00000. One idempotency key, one parcel. */
export async function startCarrier(): Promise<Carrier> {
  const shipments = new Map<string, Shipment>();
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { reference, address } = JSON.parse(await readText(request)) as {
      reference: string;
      address: { postcode: string; city: string };
    };
    const key = request.headers['idempotency-key'] as string;
    const isKnown = shipments.has(key);
    if (address.postcode !== '00000' && !isKnown)
      shipments.set(key, { reference, tracking: `P${String(shipments.size + 1).padStart(6, '0')}` });
    const shipment = shipments.get(key);
    const refusal = { error: `The carrier does not deliver to ${address.postcode} ${address.city}.` };
    response.writeHead(shipment === undefined ? 422 : isKnown ? 200 : 201, { 'content-type': 'application/json' });
    response.end(JSON.stringify(shipment ?? refusal));
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.writeHead(400).end());
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shipments: () => [...shipments.values()],
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
