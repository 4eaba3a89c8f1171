import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tfn } from '@tfn/core';
import type { Client } from '@tfn/core';
import { createHttpApp } from '../src/run/http-app.ts';
import type { HttpApp } from '../src/run/http-app.ts';
import type { ProjectPackages } from '../src/project/load-package.ts';

let app: HttpApp;
let gate: Server;

beforeAll(async () => {
  const order = tfn.workflow('order', async () => 'done');
  tfn.http('POST', '/orders', order);
  const packages = { load: (name: string): unknown => jest.requireActual(name) } as unknown as ProjectPackages;
  app = createHttpApp(packages, {} as Client, {});
  // Another process accepts, as that of `tfn dev` does.
  gate = createServer({ pauseOnConnect: true }, (socket) => app.serve(socket)).listen(0, '127.0.0.1');
  await once(gate, 'listening');
});
afterAll(() => gate.close());

interface Caller {
  readonly socket: Socket;
  /** Resolves with the head of the next answer. */
  answer(): Promise<string>;
}

function call(): Caller {
  const socket = connect((gate.address() as AddressInfo).port, '127.0.0.1').setEncoding('utf8');
  let text = '';
  socket.on('data', (chunk: string) => (text += chunk));
  return {
    socket,
    async answer() {
      for (;;) {
        const [, head, length = '0'] = /^(HTTP[^]*?content-length: (\d+)[^]*?)\r\n\r\n/i.exec(text) ?? [];
        const size = head === undefined ? Infinity : head.length + 4 + Number(length);
        if (head !== undefined && Buffer.byteLength(text) >= size) {
          text = Buffer.from(text).subarray(size).toString();
          return head;
        }
        await once(socket, 'data');
      }
    },
  };
}

const head = 'POST /orders HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1\r\n\r\n';

test('a server that hands its port over refuses nothing on the connections that it has', async () => {
  const [idle, underWay] = [call(), call()];
  idle.socket.write(`${head}{`);
  const kept = await idle.answer();
  expect(kept).toMatch(/^HTTP\/1\.1 400 /);
  expect(kept).toMatch(/^connection: keep-alive\r?$/im);
  expect(kept).toMatch(/^keep-alive: timeout=5\r?$/im);
  // A client that sends in the fifth second is answered, however late what it sends arrives.
  expect(app.server.keepAliveTimeout).toBeGreaterThanOrEqual(25_000);

  const begun = once(app.server, 'request');
  underWay.socket.write(head);
  await begun;
  let over = false;
  const handedOver = app.handOver().then(() => (over = true));
  underWay.socket.write('{');
  const last = await underWay.answer();
  expect(last).toMatch(/^HTTP\/1\.1 400 /);
  expect(last).toMatch(/^connection: close\r?$/im);
  expect(last).not.toMatch(/^keep-alive:/im);
  await once(underWay.socket, 'close');
  expect(over).toBe(false);

  idle.socket.write(`${head}{`);
  expect(await idle.answer()).toMatch(/^connection: close\r?$/im);
  await handedOver;
});
