import { clearTimeout, setTimeout } from 'node:timers';
import type { Connection } from '@temporalio/client';
import type { InjectedSinks } from '@temporalio/worker';
import type { Sinks, WorkflowInfo } from '@temporalio/workflow';
import type { EnvSinks } from '../../../sandbox/env-header.ts';
import { CLOSED } from '../../engine.ts';
import { environments } from './environments.ts';
import type { LeftFunctions } from './left-functions.ts';
import type { Clock } from '../time/clock.ts';

/** The part of a server that a worker's sinks use. */
export interface SinkServer {
  readonly connection: Connection;
  readonly clock: Clock | undefined;
}

/** The sinks to which workflows report that they start, end, and cancel others and functions. */
export function createEnvSinks(
  opening: Promise<SinkServer>,
  leave: LeftFunctions['leave'],
): InjectedSinks<EnvSinks & Sinks> {
  const holds = new Map<string, () => void>();
  // The code that creates the worker sees this failure too, and reports it.
  opening.catch(() => undefined);

  const terminate = async ({ workflowId, namespace }: WorkflowInfo): Promise<void> => {
    const { workflowService } = (await opening).connection;
    await workflowService.terminateWorkflowExecution({
      namespace,
      workflowExecution: { workflowId },
      reason: CLOSED,
    });
  };

  return {
    tfnTest: {
      begun: {
        fn: ({ workflowId, ...info }, id) => {
          const found = environments.get(id);
          // Fails when the workflow has ended meanwhile.
          if (found === undefined) terminate({ workflowId, ...info }).catch(() => undefined);
          else if (!found.open.has(workflowId)) {
            found.open.add(workflowId);
            found.begun(workflowId);
          }
        },
      },
      completed: {
        fn: ({ workflowId }, id) => {
          environments.get(id)?.open.delete(workflowId);
        },
      },
      ending: {
        // Time stands still until the test has the result; otherwise it jumps to what the test's other workflows wait for.
        async fn({ workflowId }, id) {
          const { clock } = await opening;
          const waited = environments.get(id)?.awaiting(workflowId);
          if (clock !== undefined && waited !== undefined) await holdUntil(clock, waited);
        },
      },
      cancelling: {
        async fn({ runId }) {
          const { clock } = await opening;
          if (clock === undefined || holds.has(runId)) return;
          const released = new Promise<void>((release) => holds.set(runId, release));
          await holdUntil(clock, released, () => holds.delete(runId));
        },
      },
      cancelled: {
        fn: ({ runId }) => holds.get(runId)?.(),
      },
      leaving: {
        fn: ({ runId }, activityId) => leave(runId, activityId),
      },
    },
  };
}

// --- internal ---

/**
 * Resolves when time stands still, which it then does until `released` settles. The workflow's command goes to the server after
 * that.
 */
function holdUntil(clock: Clock, released: Promise<unknown>, whenDone?: () => void): Promise<void> {
  return new Promise((held) => {
    let timer: NodeJS.Timeout | undefined;
    const longest = new Promise<void>((resolve) => (timer = setTimeout(resolve, LONGEST_HOLD)));
    const isDone = clock.hold(() => {
      held();
      return Promise.race([released, longest]);
    });
    isDone
      .catch(() => undefined)
      .finally(() => {
        held();
        clearTimeout(timer);
        whenDone?.();
      });
  });
}

/** Milliseconds. A workflow that cancels another may end before it reports that the server has the cancellation. */
const LONGEST_HOLD = 1000;
