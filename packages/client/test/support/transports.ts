import { tfn as overGrpc } from '@tfn/client';
import { tfn as overHttp } from '@tfn/client/http';
import type { Client } from '@tfn/core';

/** The address of the tests' Temporal server. */
export const address = process.env['TFN_TEST_ADDRESS'] as string;
/** The address of its HTTP API. */
export const httpAddress = process.env['TFN_TEST_HTTP_ADDRESS'] as string;

/** The options that the suites for both transports set. */
export interface TransportOptions {
  taskQueue?: string;
  namespace?: string;
  connectTimeout?: '1s';
}

/** One of our clients under test. */
export interface Transport {
  readonly name: string;
  /** The name in the client's errors. */
  readonly address: string;
  connect<TModule>(options: TransportOptions): Client<TModule>;
}

/** Both transports: both clients must behave the same. */
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
