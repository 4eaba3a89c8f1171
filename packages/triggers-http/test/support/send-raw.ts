import { once } from 'node:events';
import { connect } from 'node:net';

/** Sends a request with its target exactly as given, which `fetch` would rewrite; resolves to the status and the body of the answer. */
export async function sendRaw(
  server: string,
  target: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Readonly<Record<string, string>> } = {},
): Promise<{ status: number; head: string; body: string }> {
  const { hostname, port } = new URL(server);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`${method} ${target} HTTP/1.1\r\nhost: x.test\r\nconnection: close\r\n${lines.join('')}\r\n`, 'latin1');
  await once(socket, 'close');
  const received = Buffer.concat(chunks).toString();
  const [head = '', ...body] = received.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), head, body: body.join('\r\n\r\n') };
}
