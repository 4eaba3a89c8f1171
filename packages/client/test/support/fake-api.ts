import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A received request. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** A response: a status and a body, or none. */
export type Answer = { readonly status: number; readonly body: string | object } | 'silence' | 'reset';

/** A fake of Temporal's HTTP API, for responses that the real one cannot be made to send. */
export interface FakeApi {
  readonly address: string;
  readonly requests: readonly Received[];
  /** Resolves when the next request arrives. */
  nextRequest(): Promise<void>;
  stop(): Promise<void>;
}

/** Sends the responses in order, and repeats the last one. */
export async function startFakeApi(...answers: readonly [Answer, ...Answer[]]): Promise<FakeApi> {
  const requests: Received[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const { method = '', url = '', headers } = request;
      const answer = answers[Math.min(requests.length, answers.length - 1)] as Answer;
      requests.push({ method, url, headers, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) });
      server.emit('answered');
      if (answer === 'silence') return;
      if (answer === 'reset') return void request.socket.destroy();
      response.statusCode = answer.status;
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    nextRequest: () => new Promise((resolve) => server.once('answered', resolve)),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
