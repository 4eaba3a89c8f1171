import { randomUUID } from 'node:crypto';
import { tfn as clientTfn } from '@tfn/client';
import { tfn } from '@tfn/worker';
import type { WorkerTemporalOptions } from '@tfn/worker';
import { generate } from 'selfsigned';
import * as orders from '../fixtures/orders.ts';
import { startSecureProxy } from '../support/secure-proxy.ts';
import type { SecureProxy } from '../support/secure-proxy.ts';

const target = process.env['TFN_TEST_ADDRESS'] as string;
const order = { id: 'secure', total: 3 };
let ca: Pem;
let server: Pem;
let user: Pem;

interface Pem {
  readonly key: string;
  readonly cert: string;
}

/** A certificate, signed by an authority, or self-signed as one. */
async function certify(name: string, authority?: Pem): Promise<Pem> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: authority === undefined, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
    ],
    ...(authority && { ca: authority }),
  });
  return { key, cert };
}

const bytes = (pem: string): Buffer => Buffer.from(pem);
const clientTls = ({ cert, key }: Pem) => ({
  serverRootCACertificate: bytes(ca.cert),
  clientCertPair: { crt: bytes(cert), key: bytes(key) },
});

/** Runs an order through a worker and a client that both use these connection options. */
async function runOrder(
  temporal: Pick<WorkerTemporalOptions, 'address' | 'tls' | 'apiKey' | 'connectTimeout'>,
): Promise<unknown> {
  const options = { temporal, taskQueue: `secure-${randomUUID()}` };
  const worker = tfn.worker(options).registerModule(orders);
  const stopped = worker.start();
  const client = clientTfn.client(options as never);
  try {
    await worker.ready();
    return await client.invoke(orders.processOrder, order);
  } finally {
    await client.close();
    await worker.stop();
    await stopped.catch(() => undefined);
  }
}

beforeAll(async () => {
  ca = await certify('authority');
  [server, user] = await Promise.all([certify('localhost', ca), certify('worker', ca)]);
});

describe('mTLS', () => {
  let proxy: SecureProxy;
  beforeAll(async () => {
    const strict = { ca: ca.cert, requestCert: true, rejectUnauthorized: true };
    proxy = await startSecureProxy(target, { cert: server.cert, key: server.key, ...strict });
  });
  afterAll(() => proxy.close());

  test('serves worker and client that have a certificate of the authority', async () => {
    await expect(runOrder({ address: proxy.address, tls: clientTls(user) })).resolves.toMatchObject({
      orderId: 'secure',
    });
  });

  test('refuses those that have none, or one of another authority, and names the address', async () => {
    const stranger = await certify('worker', await certify('another authority'));
    for (const tls of [{ serverRootCACertificate: bytes(ca.cert) }, clientTls(stranger)]) {
      const failed = runOrder({ address: proxy.address, tls, connectTimeout: '3s' });
      await expect(failed).rejects.toMatchObject({
        code: 'TFN_WORKER_UNREACHABLE',
        message: expect.stringContaining(proxy.address),
      });
      await expect(failed).rejects.not.toMatchObject({ message: expect.stringContaining('PRIVATE KEY') });
    }
  });

  test('refuses a server whose certificate is of an unknown authority', async () => {
    await expect(runOrder({ address: proxy.address, tls: true, connectTimeout: '3s' })).rejects.toMatchObject({
      code: 'TFN_WORKER_UNREACHABLE',
    });
  });
});

describe('an API key', () => {
  let proxy: SecureProxy;
  beforeAll(async () => {
    proxy = await startSecureProxy(target, { cert: server.cert, key: server.key });
  });
  afterAll(() => proxy.close());
  const tls = () => ({ serverRootCACertificate: bytes(ca.cert) });

  test('is sent with every request of worker and client', async () => {
    proxy.acceptKey = 'right-key';
    await expect(runOrder({ address: proxy.address, tls: tls(), apiKey: 'right-key' })).resolves.toMatchObject({
      orderId: 'secure',
    });
  });

  test('that is wrong is reported without being repeated', async () => {
    proxy.acceptKey = 'right-key';
    const failed = runOrder({ address: proxy.address, tls: tls(), apiKey: 'planted-secret', connectTimeout: '3s' });
    await expect(failed).rejects.toThrow();
    await expect(failed).rejects.not.toMatchObject({ message: expect.stringContaining('planted-secret') });
  });

  test('can be changed while worker and client run', async () => {
    let key = 'first-key';
    proxy.acceptKey = key;
    const temporal = { address: proxy.address, tls: tls(), apiKey: () => key };
    const taskQueue = `secure-${randomUUID()}`;
    const worker = tfn.worker({ temporal: { ...temporal, apiKeyInterval: 100 }, taskQueue }).registerModule(orders);
    const stopped = worker.start();
    const client = clientTfn.client({ temporal, taskQueue });
    await worker.ready();
    expect(await client.invoke(orders.processOrder, order)).toMatchObject({ orderId: 'secure' });

    // Temporal accepts both for a while, as in a key rotation; then the first is revoked.
    proxy.acceptKey = undefined;
    key = 'second-key';
    const ofWorker = ['RespondWorkflowTaskCompleted', 'RespondActivityTaskCompleted'];
    while (ofWorker.some((method) => proxy.keys.get(method) !== 'Bearer second-key'))
      await client.invoke(orders.processOrder, order);
    proxy.acceptKey = 'second-key';
    expect(await client.invoke(orders.processOrder, order)).toMatchObject({ orderId: 'secure' });
    await client.close();
    await worker.stop();
    await stopped;
  });
});
