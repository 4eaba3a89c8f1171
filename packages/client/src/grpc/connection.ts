/**
 * The connection to Temporal, opened by the first call.
 * I1: no @temporalio package is loaded before the first call.
 * I2: no call is sent before Temporal has answered once; the connect timeout limits that wait, and each short call.
 * I3: a failed attempt to connect is not remembered: the next call connects again.
 * I4: `close` ends calls in flight and closes what was opened here, but never the user's own connection.
 */
import { setMaxListeners } from 'node:events';
import type { Client as TemporalClient, ConnectionLike, ConnectionOptions } from '@temporalio/client';
import { toMilliseconds } from '@tfn/core';
import { definedOnly } from '@tfn/core/internal';
import { findUnsendable, toCallError } from '../errors/call-errors.ts';
import type { CallSubject } from '../errors/call-errors.ts';
import type { ClientOptions } from '../client-options.ts';
import { callError } from '../errors/transport-errors.ts';
import { createGrpcApi } from './api.ts';
import { MAX_ATTEMPTS, createRetries } from './retries.ts';
import { isGrpcCode, toCallStatus } from './status.ts';
import type { CallBounds, GrpcStatus } from './status.ts';
import { assertSizes, readNamespaceLimit, withMeter } from './measure.ts';
import { createInFlight } from './in-flight.ts';
import { toDataConverter } from '../sdk/data-converter.ts';
import { createPayloadLimit } from '../limits/payload-limit.ts';
import type { PayloadLimit } from '../limits/payload-limit.ts';
import { readTemporalConfig } from './temporal-config.ts';
import type { Transport, WorkflowApi } from '../transport.ts';

/** The transport over gRPC, with Temporal's own client beneath it. */
export interface TemporalConnection extends Transport {
  /** Loads and returns Temporal's own client; sends nothing. @throws {TfnError} TFN_CLIENT_CLOSED, TFN_CLIENT_CONFIG */
  open(): OpenTemporal;
}

/** What was opened. */
interface OpenTemporal {
  readonly temporal: TemporalClient;
  readonly api: WorkflowApi;
  /** Whether it checks the size of what it sends by itself, except for memos. */
  readonly isMetered: boolean;
  readonly address: string;
  readonly namespace: string;
  /** Why Temporal was last unreachable, for errors that only say that the time is up. */
  readonly lastFailure: () => GrpcStatus | undefined;
  readonly closeOwn: () => Promise<void>;
}

/** @throws {TfnError} TFN_DURATION_INVALID */
export function createConnection(options: ClientOptions): TemporalConnection {
  const timeout = toMilliseconds(options.temporal?.connectTimeout ?? 10_000, 'temporal.connectTimeout');
  const inFlight = createInFlight();
  const sizes = createPayloadLimit(options.maxPayloadSize);
  let opened: OpenTemporal | undefined;
  let reaching: Promise<void> | undefined;
  let reached = false;
  let closed = false;

  const open = (): OpenTemporal => {
    if (closed) throw callError('TFN_CLIENT_CLOSED', {});
    return (opened ??= openTemporal(options, sizes));
  };

  const send = <TResult>(
    run: () => Promise<TResult>,
    { deadline, timeLimit = deadline ?? Infinity }: SendLimits,
  ): Promise<TResult> => {
    const { connection } = open().temporal;
    // Between two attempts, Temporal's client ignores both signal and deadline, hence the time limit.
    return inFlight.wait((getSignal) => {
      if (deadline !== undefined) return connection.withDeadline(Date.now() + deadline, run);
      const signal = getSignal();
      // Each request adds a listener, and a call without a deadline makes many requests.
      setMaxListeners(0, signal);
      return connection.withAbortSignal(signal, run);
    }, timeLimit);
  };

  const reach = async (): Promise<void> => {
    const { temporal } = open();
    try {
      await send(() => temporal.workflowService.getSystemInfo({}), { deadline: timeout });
    } catch (error) {
      // A server too old for this call has answered nevertheless.
      if (!isGrpcCode(error, 'UNIMPLEMENTED')) throw error;
    }
    reached = true;
  };

  return {
    open,
    async call(subject, run, { answerer = 'temporal', timeout: limit } = {}) {
      assertSendable(subject);
      const { api, temporal, address, namespace, lastFailure, isMetered } = open();
      const destination = { address, namespace, seconds: timeout / 1000 };
      const explain = (error: unknown, who: CallBounds['answerer']): unknown =>
        toCallError(error, toCallStatus(error, { answerer: who, lastFailure: lastFailure() }), {
          subject,
          destination,
          values: options.values,
        });
      if (!reached) {
        try {
          reaching ??= reach();
          await reaching;
        } catch (error) {
          reaching = undefined;
          throw explain(error, 'temporal');
        }
      }
      const { inputs = [], action } = subject;
      const unmetered = isMetered ? inputs.filter(({ part }) => part === 'memo') : inputs;
      try {
        if (unmetered.length > 0)
          await send(() => assertSizes(unmetered, { temporal, sizes, action }), { deadline: timeout });
        return await send(() => run(api), {
          deadline: answerer === 'workflow' ? undefined : timeout,
          timeLimit: limit,
        });
      } catch (error) {
        throw explain(error, answerer);
      }
    },
    async close() {
      if (closed) return;
      closed = true;
      inFlight.endAll(callError('TFN_CLIENT_CLOSED', {}));
      await opened?.closeOwn();
    },
  };
}

// --- internal ---

/** Milliseconds. The deadline is sent with the request; the time limit is local. */
interface SendLimits {
  readonly deadline?: number | undefined;
  readonly timeLimit?: number | undefined;
}

/** Rejects functions and symbols, which the default converter would silently drop. @throws {TfnError} TFN_INPUT_UNSERIALIZABLE */
function assertSendable({ inputs = [] }: CallSubject): void {
  const found = findUnsendable(inputs.filter(({ value }) => typeof value === 'function' || typeof value === 'symbol'));
  if (found !== undefined) throw found;
}

function openTemporal(options: ClientOptions, sizes: PayloadLimit): OpenTemporal {
  const { identity, clientOptions, temporal: given = {} } = options;
  if (given.client !== undefined) return useClient(given.client);
  const { address, namespace, connectionOptions } = readTemporalConfig(given);
  const sdk = require('@temporalio/client') as typeof import('@temporalio/client');
  const retries = createRetries(sdk.defaultGrpcRetryOptions({ maxAttempts: MAX_ATTEMPTS }));
  const interceptors: ConnectionOptions['interceptors'] = [sdk.makeGrpcRetryInterceptor(retries.options)];
  const own = given.connection === undefined ? sdk.Connection.lazy({ ...connectionOptions, interceptors }) : undefined;
  const connection: ConnectionLike = given.connection ?? (own as ConnectionLike);
  const converter = toDataConverter(options, (dataConverter) => {
    const { options: loaded } = new sdk.Client({ connection, ...definedOnly({ dataConverter }) });
    return loaded.loadedDataConverter;
  });
  // Storage of the user's takes values after the last codec: what is sent then is small, whatever their size.
  const isMetered = converter.externalStorage === undefined || options.maxPayloadSize !== undefined;
  const check = (size: number): Promise<void> => sizes.check(size, () => readNamespaceLimit(temporal));
  const temporal: TemporalClient = new sdk.Client({
    ...clientOptions,
    ...definedOnly({
      identity,
      dataConverter: isMetered ? withMeter(converter, check) : converter,
      interceptors: options.interceptors,
    }),
    connection,
    namespace,
  });
  return {
    temporal,
    api: createGrpcApi(temporal),
    isMetered: true,
    address: addressOf(given.connection) ?? address,
    namespace,
    lastFailure: given.connection === undefined ? retries.lastFailure : unknownFailure,
    async closeOwn() {
      await retries.end();
      await own?.close();
    },
  };
}

function useClient(temporal: TemporalClient): OpenTemporal {
  return {
    temporal,
    api: createGrpcApi(temporal),
    isMetered: false,
    address: addressOf(temporal.connection) ?? 'the address of its client',
    namespace: temporal.options.namespace,
    lastFailure: unknownFailure,
    closeOwn: async () => undefined,
  };
}

/** The user's own connection retries by itself and does not report why. */
function unknownFailure(): GrpcStatus {
  return { code: 0, details: 'its connection does not report why' };
}

/** Reads the address from a gRPC connection. */
function addressOf(connection: object | undefined): string | undefined {
  const options = connection !== undefined && 'options' in connection ? connection.options : undefined;
  const address = typeof options === 'object' && options !== null && 'address' in options ? options.address : undefined;
  return typeof address === 'string' ? address : undefined;
}
