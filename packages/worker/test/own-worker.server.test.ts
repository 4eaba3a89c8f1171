/** Definitions of ours in a Worker of Temporal's SDK, functions that are declared apart, and what functions do with their client. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AsyncCompletionClient, Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { WorkerOptions } from '@temporalio/worker';
import { registry } from '@tfn/core';
import { bundleWorkflows, tfn, toActivities } from '@tfn/worker';
import * as declared from './fixtures/declared.ts';
import { address, bundleOf, failureOf, startHarness, until } from './support/harness.ts';
import type { Harness } from './support/harness.ts';
import { startWorkerProcess } from './support/worker-process.ts';

const file = require.resolve('./fixtures/declared.ts');
const names = ['buys', 'echo', 'waitsForOther', 'pinned', 'unpinned', 'booked', 'counted'].map(
  (name) => `declared.${name}`,
);
// Of the SDK's own copy.
const { temporal } = createRequire(require.resolve('@temporalio/worker'))('@temporalio/proto') as {
  temporal: { api: { history: { v1: { History: { encode(history: object): { finish(): Uint8Array } } } } } };
};
const charged: string[] = [];

class Payments {
  readonly #prefix: string;
  constructor(prefix: string) {
    this.#prefix = prefix;
  }
  charge({ id }: { id: string }): string {
    charged.push(id);
    return `${this.#prefix} ${id}`;
  }
}
const payments = new Payments('paid');
const chargeOf = tfn.implement(declared.charge, (order) => payments.charge(order));

describe('a function that is declared apart from its implementation', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ ...declared, chargeOf });
  });
  afterAll(async () => {
    expect(await harness.replay()).toEqual([]);
    await harness.stop();
  });

  test('runs what was registered for it, with its dependencies, and its functions start workflows with their client', async () => {
    expect(await harness.execute(declared.buys, '7')).toEqual({ charged: 'paid 7', told: 'echo of 7' });
    expect(charged).toContain('7');
    expect(harness.bundle.code).toContain('declared.buys');
    expect(harness.bundle.code).not.toContain('the body of an implementation');
  });

  test('is completed by another program', async () => {
    const key = randomUUID();
    const handle = await harness.start(declared.waitsForOther, key);
    await until(() => declared.tokens.has(key));
    const { connection } = harness.client;
    await new AsyncCompletionClient({ connection }).complete(declared.tokens.get(key) as Uint8Array, 'by another');
    expect(await handle.result()).toBe('by another');
  });

  test('with a versioning behavior runs on a worker without versions', async () => {
    const handle = await harness.start(declared.pinned);
    await handle.signal('go', 1);
    expect(await handle.result()).toBe(1);
  });
});

describe('a declared function without an implementation', () => {
  test('is reported when a worker starts', async () => {
    const worker = tfn.worker({ temporal: { address }, taskQueue: randomUUID() }).registerModule(declared);
    const message = /'declared\.charge', declared at .*declared\.ts:\d+:\d+.*tfn\.implement/;
    const error = { code: 'TFN_FUNCTION_UNIMPLEMENTED', message: expect.stringMatching(message) as string };
    await expect(worker.start()).rejects.toMatchObject(error);
  });

  test('is reported by a workflow that runs it', async () => {
    const harness = await startHarness({ buys: declared.buys, asksOther: declared.asksOther });
    const error = await failureOf(harness.execute(declared.buys, '8', { workflowRunTimeout: '20s' }));
    expect(error.cause).toMatchObject({ type: 'TFN_FUNCTION_UNKNOWN' });
    await harness.stop();
  });

  test('cannot be registered twice', () => {
    const worker = tfn.worker({ taskQueue: 'twice' }).register(chargeOf);
    const again = tfn.implement(declared.charge, () => 'other');
    expect(() => worker.register(again)).toThrow(expect.objectContaining({ code: 'TFN_REGISTER_DUPLICATE' }));
    tfn.implement(declared.charge, (order) => payments.charge(order));
  });
});

describe("a Worker of Temporal's SDK", () => {
  let connection: NativeConnection;
  let client: Client;
  beforeAll(async () => {
    connection = await NativeConnection.connect({ address });
    client = new Client({ connection: await Connection.connect({ address }) });
  });
  afterAll(async () => {
    await connection.close();
    await client.connection.close();
  });

  const run = async (options: Partial<WorkerOptions>, work: (taskQueue: string) => Promise<void>): Promise<void> => {
    const taskQueue = `own-${randomUUID()}`;
    const { code } = await bundleOf(file, names);
    const activities = toActivities(declared, chargeOf);
    const worker = await Worker.create({ connection, taskQueue, activities, workflowBundle: { code }, ...options });
    await worker.runUntil(work(taskQueue));
  };

  test('runs functions and workflows of ours', async () => {
    await run({}, async (taskQueue) => {
      const input = { taskQueue, workflowId: randomUUID(), args: ['9'] };
      const result = await client.workflow.execute('declared.buys', input);
      expect(result).toEqual({ charged: 'paid 9', told: 'echo of 9' });
    });
  });

  const execute = (taskQueue: string, name: string, arg: unknown): Promise<unknown> =>
    client.workflow.execute(`declared.${name}`, {
      ...{ taskQueue, workflowId: randomUUID(), args: [arg], workflowRunTimeout: '60s' },
      retry: { maximumAttempts: 2 },
    });

  test('applies the schemas of workflows', async () => {
    await run({}, async (taskQueue) => {
      expect(await execute(taskQueue, 'booked', '2')).toBe(3);
      expect(await execute(taskQueue, 'counted', 2)).toBe('2 nights');
    });
  });

  const known = new Map(registry.workflows);
  const forget = (): void => (registry.workflows as Map<string, unknown>).clear();
  afterEach(() => known.forEach((def, name) => (registry.workflows as Map<string, unknown>).set(name, def)));

  test.each([
    ['no activities', (): object => ({})],
    ['activities of other modules', (): object => toActivities(declared.asksOther)],
  ])('with %s fails a workflow that has a schema, at once', async (_what, activities) => {
    forget();
    await run({ activities: activities() }, async (taskQueue) => {
      for (const [name, arg] of [
        ['booked', '2'],
        ['counted', 2],
      ] as const) {
        const error = await failureOf(execute(taskQueue, name, arg));
        expect(error).toMatchObject({ type: 'TFN_SCHEMAS_MISSING', nonRetryable: true });
        expect(error.message).toContain(`'declared.${name}'`);
      }
    });
  });

  test("replays a bundle of ours in the SDK's debug replayer, which is told of each task", async () => {
    let workflowId = '';
    await run({}, async (taskQueue) => {
      workflowId = randomUUID();
      await client.workflow.execute('declared.buys', { taskQueue, workflowId, args: ['9'] });
    });
    const { code } = await bundleWorkflows({
      workflows: names.map((name) => ({ name, file })),
      workflowInterceptorModules: ['inbound', 'outbound'].map((which) =>
        require.resolve(`@temporalio/worker/lib/debug-replayer/${which}-interceptor`),
      ),
    });
    const folder = mkdtempSync(path.join(tmpdir(), 'tfn-debug-'));
    const bundle = path.join(folder, 'bundle.js');
    writeFileSync(bundle, code);
    const history = await client.workflow.getHandle(workflowId).fetchHistory();
    const tasks: unknown[] = [];
    const extension = createServer((request, response) => {
      if (request.method === 'GET') return response.end(temporal.api.history.v1.History.encode(history).finish());
      request.on('data', (body) => tasks.push(JSON.parse(String(body)))).on('end', () => response.end());
      return undefined;
    });
    await new Promise<void>((listening) => extension.listen(0, '127.0.0.1', listening));
    try {
      const TEMPORAL_DEBUGGER_PLUGIN_URL = `http://127.0.0.1:${(extension.address() as AddressInfo).port}`;
      const child = startWorkerProcess('debug-replayer.cjs', [bundle], { env: { TEMPORAL_DEBUGGER_PLUGIN_URL } });
      expect(await child.ended).toBe(0);
      expect(tasks.length).toBeGreaterThanOrEqual(2);
    } finally {
      extension.close();
      rmSync(folder, { recursive: true });
    }
  });

  test('has the versioning behavior of each workflow', async () => {
    const version = { deploymentName: `own-${randomUUID()}`, buildId: '1' };
    const workerDeploymentOptions = {
      useWorkerVersioning: true as const,
      version,
      defaultVersioningBehavior: 'AUTO_UPGRADE' as const,
    };
    await run({ workerDeploymentOptions }, async (taskQueue) => {
      await until(() =>
        client.workflowService.setWorkerDeploymentCurrentVersion({ namespace: 'default', ...version }).then(
          () => true,
          () => false,
        ),
      );
      const behaviors = await Promise.all(
        ['declared.pinned', 'declared.unpinned'].map(async (type) => {
          const handle = await client.workflow.start(type, { taskQueue, workflowId: randomUUID(), args: [] });
          const behaviorOf = async (): Promise<unknown> =>
            (await handle.describe()).raw.workflowExecutionInfo?.versioningInfo?.behavior;
          await until(async () => Boolean(await behaviorOf()));
          await handle.signal('go', 1);
          await handle.result();
          return behaviorOf();
        }),
      );
      // Temporal's numbers of PINNED and AUTO_UPGRADE.
      expect(behaviors).toEqual([1, 2]);
    });
  });

  test('takes functions only when they have an implementation', () => {
    expect(() => toActivities(declared)).toThrow(expect.objectContaining({ code: 'TFN_FUNCTION_UNIMPLEMENTED' }));
    expect(() => toActivities({ a: 1 })).toThrow(expect.objectContaining({ code: 'TFN_MODULE_INVALID' }));
    expect(Object.keys(toActivities(declared.asksOther)).sort()).toEqual(['declared.asksOther', 'tfn.schema']);
  });
});
