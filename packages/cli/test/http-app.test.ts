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
  // Another process accepts connections, as in `tfn dev`.
  gate = createServer({ pauseOnConnect: true }, (socket) => app.serve(socket)).listen(0, '127.0.0.1');
  await once(gate, 'listening');
});
afterAll(() => gate.close());

interface Caller {
  readonly socket: Socket;
  /** Resolves to the head of the next response. */
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

test('a server that gets its connections from another process answers one request on each', async () => {
  const caller = call();
  caller.socket.write(`${head}{`);
  const answer = await caller.answer();
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toMatch(/^connection: close\r?$/im);
  await once(caller.socket, 'close');
});

test('a server that hands its port over answers in-flight requests, and closes silent connections', async () => {
  const [silent, underWay] = [call(), call()];
  const begun = once(app.server, 'request');
  underWay.socket.write(head);
  await Promise.all([begun, once(silent.socket, 'connect')]);
  let over = false;
  const handedOver = app.handOver().then(() => (over = true));
  await once(silent.socket, 'close');
  expect(over).toBe(false);
  underWay.socket.write('{');
  expect(await underWay.answer()).toMatch(/^HTTP\/1\.1 400 /);
  await handedOver;
});
