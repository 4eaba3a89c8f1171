import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { codecHandler } from '@tfn/core/encryption';
import { resolveConfig } from '../config/resolve-config.ts';
import { cliError } from '../errors.ts';
import { payloadCodecOf } from '../temporal/payload-codec.ts';
import type { CommandCall } from './command.ts';

/**
 * Serves decrypted payloads to Temporal's Web UI until SIGTERM or SIGINT.
 * @throws {TfnError} TFN_CLI_KEYS_MISSING, TFN_ENCRYPTION_KEYS
 */
export async function run({ flags }: CommandCall): Promise<undefined> {
  const codec = payloadCodecOf(await resolveConfig(flags));
  if (codec === undefined) throw cliError('TFN_CLI_KEYS_MISSING', undefined);
  const token = process.env['TFN_CODEC_TOKEN'];
  const handle = codecHandler(codec, {
    origins: ((flags['origin'] as string | undefined) ?? WEB_UI).split(',').map((origin) => origin.trim()),
    ...(token !== undefined && { authorize: ({ headers }) => headers.get('authorization') === `Bearer ${token}` }),
  });
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const response = await handle(await toRequest(incoming));
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(await response.text());
    })().catch(() => outgoing.destroy());
  });
  server.listen(Number(flags['codecPort'] ?? 8888), (flags['codecHost'] as string | undefined) ?? '127.0.0.1');
  await once(server, 'listening');
  const { address, port } = server.address() as AddressInfo;
  console.log(`Codec server on http://${address}:${port}; set it as the Web UI's remote codec endpoint.`);
  if (token === undefined)
    console.log('Anyone who can reach it can read all payloads. Set TFN_CODEC_TOKEN to require a bearer token.');
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
    });
  await once(server, 'close');
  return undefined;
}

// --- internal ---

/** The Web UI of the dev server. */
const WEB_UI = 'http://localhost:8233';
/** In bytes: Temporal limits a message to 4 MB, and base64 and JSON enlarge it. */
const MAX_BODY = 8 * 1024 * 1024;

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const { method = 'GET', url = '/', headers } = incoming;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY) throw new RangeError('The request is too large.');
    chunks.push(chunk);
  }
  return new Request(new URL(url, 'http://localhost'), {
    method,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string]),
    ...(length > 0 && { body: Buffer.concat(chunks) }),
  });
}
