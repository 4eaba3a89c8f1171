import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { expressRouter, stopServer } from '@tfn/triggers-http';
import type { RouteClient } from '@tfn/triggers-http';

/** Serves every `tfn.http` with Express, while `body` runs. */
export async function withHttp(client: RouteClient, body: (url: string) => Promise<void>): Promise<void> {
  const router = expressRouter(client);
  const server = createServer(express().use(router));
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  try {
    await body(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    await stopServer(server, router);
  }
}

/** Sends JSON. */
export function post(url: string, value: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
  });
}
