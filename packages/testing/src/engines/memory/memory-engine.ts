import { createClient } from '@tfn/client';
import { definedOnly } from '@tfn/core/internal';
import type { PayloadCodec } from '@tfn/core/encryption';
import { testingError } from '../../errors.ts';
import { readable } from '../../history/map-payloads.ts';
import { createHistory } from '../../history/workflow-history.ts';
import type { WorkflowHistory } from '../../history/workflow-history.ts';
import type { Engine, EngineHost, Execution } from '../engine.ts';
import { findDifference } from './replay/find-difference.ts';
import { createMemoryServer } from './memory-server.ts';
import type { MemoryOptions } from './memory-server.ts';
import { describePending } from './pending.ts';
import { createTemporalClient } from './client/temporal-client.ts';
import type { WorkflowRun } from './workflow/workflow-run.ts';

/** Runs workflows in this process, over a virtual clock. */
export function createMemoryEngine(host: EngineHost, options: MemoryOptions): Engine {
  const server = createMemoryServer(host, options);
  const client = createClient({
    temporal: { client: createTemporalClient(server) as never },
    taskQueue: host.taskQueue,
    ...definedOnly({ values: options.values }),
  });
  const find = (execution: Execution): WorkflowRun => {
    const found = server.find(execution);
    if (found === undefined) throw testingError('TFN_TEST_NOT_FOUND', { workflowId: execution.workflowId });
    return found.run;
  };
  return {
    client,
    during: (work) => server.clock.during(work),
    duringUpdate: (work) => server.clock.during(work),
    sleep: (milliseconds) => server.clock.advance(milliseconds),
    now: async () => new Date(server.clock.now()),
    async history(execution) {
      const run = find(execution);
      await run.settled();
      const { events } = run.log;
      const history = createHistory(events, await readable(events, options.payloadCodec));
      runsOf.set(history, run);
      return history;
    },
    pending: async (execution) => describePending(find(execution), server.wire),
    explain: async (error) => error,
    async replay(history) {
      const run = runsOf.get(history);
      if (run === undefined) return replayServerHistory(history, options.payloadCodec);
      const difference = await findDifference(run.records, {
        run: run.createTwin(),
        defaults: server.defaults,
        values: server.wire.values,
      });
      const { workflowType: name, workflowId } = run.spec;
      const what = `The workflow '${name}' ('${workflowId}')`;
      if (difference !== undefined) throw testingError('TFN_TEST_NONDETERMINISM', { what, difference });
    },
    async close() {
      await server.close();
      await client.close();
    },
  };
}

// --- internal ---

/** A server's history needs the SDK's replayer, which is loaded only for it. */
async function replayServerHistory(history: WorkflowHistory, payloadCodec: PayloadCodec | undefined): Promise<void> {
  const { replayHistory } = require('../server/replay') as typeof import('../server/replay.ts');
  await replayHistory(history, { payloadCodec });
}

/** The runs of the histories that were returned. */
const runsOf = new WeakMap<WorkflowHistory, WorkflowRun>();
