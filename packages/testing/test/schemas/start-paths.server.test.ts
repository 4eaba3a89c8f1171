/** Each kind of schema, of each library, on each path from a caller to a handler and back. */
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { tfn as grpc } from '@tfn/client';
import type { TfnClient } from '@tfn/client';
import { tfn as http } from '@tfn/client/http';
import type { HttpClient } from '@tfn/client/http';
import { registry, tfn as core } from '@tfn/core';
import type { AnyFunctionDef, AnyRunnable, AnyWorkflowDef } from '@tfn/core';
import { createEncryptionCodec } from '@tfn/core/encryption';
import { tfn as testing } from '@tfn/testing';
import type { TestEnv } from '@tfn/testing';
import { syncSchedules } from '@tfn/triggers-cron';
import { fetchHandler } from '@tfn/triggers-http';
import type { FetchHandler } from '@tfn/triggers-http';
import { tfn } from '@tfn/worker';
import { sketch } from '../values/fixtures/sketch.ts';
import * as fixtures from './fixtures/definitions.ts';
import { ACCEPTED, REFUSED } from './fixtures/kinds.ts';
import type { Kind } from './fixtures/kinds.ts';

jest.setTimeout(300_000);
jest.mock('arktype', () =>
  jest.requireActual<LoadEsm>('../../../triggers-http/test/support/load-esm.ts').loadEsm('arktype'),
);

const [address, httpAddress] = ['TFN_TEST_ADDRESS', 'TFN_TEST_HTTP_ADDRESS'].map((name) => process.env[name] as string);
const nothing = (): void => undefined;
const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** The ways to one worker. */
interface Ways {
  readonly client: TfnClient;
  readonly overHttp: HttpClient;
  /** Temporal's own, which knows neither schemas nor our values. */
  readonly raw: Client;
  readonly taskQueue: string;
  readonly serve: FetchHandler;
  readonly env: TestEnv;
}

type Path = (ways: Ways, def: AnyRunnable, input: unknown) => Promise<unknown>;
type AnyClient = { invoke(target: unknown, input: unknown, options?: object): Promise<unknown> };

const clientOf = (client: unknown): AnyClient => client as AnyClient;

const OF_BOTH: Readonly<Record<string, Path>> = {
  'a client': ({ client }, def, input) => clientOf(client).invoke(def, input),
  '@tfn/client/http': ({ overHttp }, def, input) => clientOf(overHttp).invoke(def, input),
  async 'a route'({ serve }, def, input) {
    const body = JSON.stringify(input);
    const headers = { 'content-type': 'application/json' };
    return answerOf(await serve(new Request(`http://localhost/${def.name}`, { method: 'POST', headers, body })));
  },
  async 'a schedule'({ client }, def, input) {
    const id = `schemas-${randomUUID()}`;
    await syncSchedules(client, {
      app: id,
      schedules: [core.interval('365 days', def, { id, input: input as never })],
      prune: false,
    });
    const handle = client.temporal.schedule.getHandle(id);
    await handle.trigger();
    try {
      for (;;) {
        const [action] = (await handle.describe()).info.recentActions;
        if (action) return await client.getHandle(action.action.workflow.workflowId).result();
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    } finally {
      await handle.delete();
    }
  },
};

const OF_WORKFLOWS: Readonly<Record<string, Path>> = {
  ...OF_BOTH,
  async 'a client, read from GET /runs/:id'({ client, serve }, def, input) {
    const handle = await client.start(def as AnyWorkflowDef, input);
    await handle.result().catch(nothing);
    const run = await answerOf(await serve(new Request(`http://localhost/runs/${handle.workflowId}`)));
    return run['status'] === 'completed' ? run['result'] : answerOf(Response.json(run['error'], { status: 500 }));
  },
  'a client by name': ({ client }, { name }, input) => clientOf(client).invoke(name, input),
  '@tfn/client/http by name': ({ overHttp }, { name }, input) => clientOf(overHttp).invoke(name, input),
  "Temporal's own client": ({ raw, client, taskQueue }, { name }, input) =>
    startRaw({ raw, client, taskQueue }, name, input),
  'a parent': ({ client }, { name }, input) => client.invoke(fixtures.runsChild, { name, input }),
  "a parent's handle": ({ client }, { name }, input) => client.invoke(fixtures.awaitsChild, { name, input }),
  'continue-as-new': ({ client }, def, input) => clientOf(client).invoke(def, input, { workflowId: again() }),
  'continue-as-new by name': ({ client }, { name }, input) =>
    clientOf(client).invoke(name, input, { workflowId: again() }),
  "continue-as-new of Temporal's own client": (ways, { name }, input) => startRaw(ways, name, input, again()),
};

const OF_FUNCTIONS: Readonly<Record<string, Path>> = {
  ...OF_BOTH,
  'ctx.run': ({ client }, { name }, input) => client.invoke(fixtures.runsFunction, { name, input }),
  'ctx.run, local': ({ client }, { name }, input) => client.invoke(fixtures.runsLocally, { name, input }),
  'env.run': ({ env }, def, input) => env.run(def as AnyFunctionDef, input),
};

const LIBRARIES = ['zod', 'valibot', 'arktype'] as const;

describe.each([
  ['JSON', LIBRARIES],
  ['encrypted', ['zod'] as const],
] as const)('by %s', (rig, libraries) => {
  let ways: Ways;
  let close: () => Promise<unknown>;

  beforeAll(async () => {
    ({ ways, close } = await open(rig === 'encrypted'));
  });
  afterAll(() => close());

  const kinds = Object.keys(ACCEPTED) as Kind[];
  const cells = libraries.flatMap((library) => kinds.map((kind) => ({ library, kind })));

  const check = (path: Path, find: (library: string, kind: Kind) => AnyRunnable): Promise<void> => {
    const outcomes = cells.flatMap(({ library, kind }) => {
      const def = find(library, kind);
      const wrong = kind === 'output' ? 'TFN_OUTPUT_INVALID' : 'TFN_INPUT_INVALID';
      const row = (input: unknown, expected: unknown): Promise<Row> =>
        path(ways, def, input)
          .then(textOf, problemOf)
          .then((seen) => ({ of: def.name, input, seen, expected }));
      return [...ACCEPTED[kind].map(([input, parsed]) => row(input, sketch(parsed))), row(REFUSED[kind], wrong)];
    });
    return Promise.all(outcomes).then((rows) => {
      expect(rows).toEqual(rows.map((row) => ({ ...row, seen: row.expected })));
    });
  };

  test.each(Object.entries(OF_WORKFLOWS))('a workflow by %s', (_name, path) =>
    check(path, (library, kind) => fixtures.workflowOf(`schemas.${library}.${kind}`)),
  );
  test.each(Object.entries(OF_FUNCTIONS))('a function by %s', (_name, path) =>
    check(path, (library, kind) => fixtures.functionOf(`schemas.${library}.${kind}.fn`)),
  );
});

type LoadEsm = typeof import('../../../triggers-http/test/support/load-esm.ts');

interface Row {
  readonly of: string;
  readonly input: unknown;
  readonly seen: string;
  readonly expected: unknown;
}

const again = (): string => `again-${randomUUID()}`;

/** What a handler got as it says, or what a reader got. */
const textOf = (result: unknown): string => (typeof result === 'string' ? result : sketch(result));

/** What a route answers, or an error with the code that its status stands for. */
async function answerOf(answer: Response): Promise<Record<string, unknown>> {
  const body = (await answer.json()) as Record<string, unknown>;
  if (answer.status === 200) return body;
  // A route does not report why a run failed. These runs fail by their output only.
  const codes = { 'input-invalid': 'TFN_INPUT_INVALID', 'workflow-failed': 'TFN_OUTPUT_INVALID' };
  const code = codes[body['code'] as keyof typeof codes];
  throw Object.assign(new Error(JSON.stringify(body)), { code });
}

interface Problem {
  readonly code?: string;
  readonly type?: string;
  readonly details?: { readonly rootCause?: { readonly type?: string } };
  readonly cause?: Problem;
  readonly message: string;
}

/** The code or the type of the innermost error. */
function problemOf(error: Problem): string {
  if (error.details?.rootCause?.type !== undefined) return error.details.rootCause.type;
  const { cause, type, code, message } = error;
  return type ?? (cause ? problemOf(cause) : (code ?? message));
}

async function startRaw(
  { raw, client, taskQueue }: Pick<Ways, 'raw' | 'client' | 'taskQueue'>,
  name: string,
  input: unknown,
  workflowId: string = `raw-${randomUUID()}`,
): Promise<unknown> {
  await raw.workflow.start(name, { taskQueue, workflowId, args: [input] });
  return client.getHandle(workflowId).result();
}

async function open(encrypted: boolean): Promise<{ ways: Ways; close: () => Promise<unknown> }> {
  const payloadCodec = encrypted ? createEncryptionCodec({ keys: { key: new Uint8Array(32).fill(7) } }) : undefined;
  const codec = payloadCodec && { payloadCodec };
  const taskQueue = `schemas-${randomUUID()}`;
  const temporal = { address: address as string };
  const worker = tfn.worker({ temporal, taskQueue, logger, ...codec }).registerModule(fixtures);
  const stopped = worker.start();
  await worker.ready();
  // A client by name is a client of another program.
  for (const name of [...registry.workflows.keys()]) (registry.workflows as Map<string, unknown>).delete(name);
  const client = grpc.client({ temporal: { ...temporal, connectTimeout: '2m' }, taskQueue, ...codec });
  const overHttp = http.client({
    temporal: { address: httpAddress as string, connectTimeout: '2m' },
    taskQueue,
    ...codec,
  });
  const connection = await Connection.connect({ address: address as string });
  const raw = new Client({ connection, ...(payloadCodec && { dataConverter: { payloadCodecs: [payloadCodec] } }) });
  const serve = fetchHandler(client, { routes: ROUTES, logger });
  const env = await testing.testEnv({ engine: 'memory' });
  return {
    ways: { client, overHttp, raw, taskQueue, serve, env },
    async close() {
      await worker.stop();
      await Promise.all([stopped, client.close(), overHttp.close(), connection.close(), env.close()]);
    },
  };
}

const ROUTES = Object.values(fixtures)
  .filter((def) => typeof def === 'object')
  .map((def) => core.http('POST', `/${def.name}`, def as AnyRunnable, { waitTimeout: '2m' }));
