import { tfn as overGrpc } from '@tfn/client';
import { tfn as overHttp } from '@tfn/client/http';
import type { Client } from '@tfn/core';

/** Where the tests' Temporal is. */
export const address = process.env['TFN_TEST_ADDRESS'] as string;
/** Where its HTTP API is. */
export const httpAddress = process.env['TFN_TEST_HTTP_ADDRESS'] as string;

/** What the suites that run on both transports set. */
export interface TransportOptions {
  taskQueue?: string;
  namespace?: string;
  connectTimeout?: '1s';
}

/** One of our clients, to test. */
export interface Transport {
  readonly name: string;
  /** As the client's errors name it. */
  readonly address: string;
  connect<TModule>(options: TransportOptions): Client<TModule>;
}

/** Both transports: what is said of one client must be true of the other. */
export const transports: readonly Transport[] = [
  {
    name: 'gRPC',
    address,
    connect<TModule>({ taskQueue = 'default', ...temporal }: TransportOptions) {
      return overGrpc.client<TModule>({ temporal: { address, ...temporal }, taskQueue });
    },
  },
  {
    name: 'HTTP',
    address: `http://${httpAddress}`,
    connect<TModule>({ taskQueue = 'default', ...temporal }: TransportOptions) {
      return overHttp.client<TModule>({ temporal: { address: httpAddress, ...temporal }, taskQueue });
    },
  },
];
