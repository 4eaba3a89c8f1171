import { clearTimeout, setTimeout } from 'node:timers';
import type { Connection } from '@temporalio/client';
import type { InjectedSinks } from '@temporalio/worker';
import type { Sinks, WorkflowInfo } from '@temporalio/workflow';
import type { EnvSinks } from '../../../sandbox/env-header.ts';
import { CLOSED } from '../../engine.ts';
import { environments } from './environments.ts';
import type { Clock } from '../time/clock.ts';

/** What a worker's sinks use of its server. */
export interface SinkServer {
  readonly connection: Connection;
  readonly clock: Clock | undefined;
}

/** What happens when workflows tell of themselves. */
export function createEnvSinks(opening: Promise<SinkServer>): InjectedSinks<EnvSinks & Sinks> {
  const holds = new Map<string, () => void>();
  // Who makes the worker is told of the failure by the connection itself.
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
          // Refused when it has ended meanwhile.
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
      cancelling: {
        // Awaited before the server hears of it.
        async fn({ runId }) {
          const { clock } = await opening;
          if (clock === undefined || holds.has(runId)) return;
          await new Promise<void>((held) => {
            const released = new Promise<void>((release) => holds.set(runId, release));
            const timer = setTimeout(() => holds.get(runId)?.(), LONGEST_HOLD);
            const isDone = clock.hold(() => {
              held();
              return released;
            });
            isDone
              .catch(() => undefined)
              .finally(() => {
                held();
                clearTimeout(timer);
                holds.delete(runId);
              });
          });
        },
      },
      cancelled: {
        fn: ({ runId }) => holds.get(runId)?.(),
      },
    },
  };
}

// --- internal ---

/** The workflow that cancels may end before it hears that the other one was told. In milliseconds. */
const LONGEST_HOLD = 1000;
