/**
 * What a version's first request runs of the SDK, run before there is a version: V8 compiles a function when it is first called, and
 * protobufjs writes the code of each kind of message when it first meets one.
 * I1: it leaves nothing behind, in Temporal or here; what fails of it is left out.
 */
import type * as temporalWorker from '@temporalio/worker';
import type { TfnClient } from '@tfn/client';
import type { BundleSources } from '../../run/project-bundle.ts';

export interface RehearsalInput {
  readonly worker: typeof temporalWorker;
  readonly client: TfnClient;
  /** The code of the bundle with `rehearsed-workflow.ts`. */
  readonly code: string;
}

/** What the bundle of `rehearse` is made of. */
export function toRehearsedSources(root: string): BundleSources {
  const file = require.resolve('./rehearsed-workflow');
  return { root, workflows: [{ name: 'tfn-rehearsal', file }], files: [] };
}

/** Runs what can be run. */
export async function rehearse({ worker, client, code }: RehearsalInput): Promise<void> {
  const workflow = client.temporal.workflow;
  await Promise.allSettled([
    worker.Worker.runReplayHistory({ workflowBundle: { code } }, history, 'tfn-rehearsal'),
    // Temporal refuses both, as there is no id.
    workflow.start('tfn-rehearsal', { taskQueue: 'tfn-rehearsal', workflowId: '', args: [{ n: 1 }] }),
    workflow.getHandle('').result(),
  ]);
}

// --- internal ---

const time = '2026-01-01T00:00:00Z';
const taskQueue = { name: 'tfn-rehearsal' };
const payload = (value: unknown): object => ({
  payloads: [
    {
      metadata: { encoding: Buffer.from('json/plain').toString('base64') },
      data: Buffer.from(JSON.stringify(value)).toString('base64'),
    },
  ],
});

const task = (completedBy: Record<string, string>): [string, object][] => [
  ['workflowTaskScheduled', { taskQueue, startToCloseTimeout: '10s', attempt: 1 }],
  ['workflowTaskStarted', { scheduledEventId: completedBy['scheduledEventId'], requestId: '1' }],
  ['workflowTaskCompleted', completedBy],
];

const attributes: [string, object][] = [
  [
    'workflowExecutionStarted',
    {
      ...{ workflowType: { name: 'tfn-rehearsal' }, taskQueue, input: payload({ n: 1 }), attempt: 1 },
      ...{ originalExecutionRunId: 'rehearsal', firstExecutionRunId: 'rehearsal', workflowTaskTimeout: '10s' },
    },
  ],
  ...task({ scheduledEventId: '2', startedEventId: '3' }),
  [
    'activityTaskScheduled',
    {
      ...{
        activityId: '1',
        activityType: { name: 'tfn-rehearsal-step' },
        taskQueue,
        workflowTaskCompletedEventId: '4',
      },
      startToCloseTimeout: '60s',
    },
  ],
  ['activityTaskStarted', { scheduledEventId: '5', requestId: '2', attempt: 1 }],
  ['activityTaskCompleted', { scheduledEventId: '5', startedEventId: '6', result: payload({ done: true }) }],
  ...task({ scheduledEventId: '8', startedEventId: '9' }),
  [
    'workflowExecutionCompleted',
    { result: payload({ done: true, input: { n: 1 } }), workflowTaskCompletedEventId: '10' },
  ],
];

const history = {
  events: attributes.map(([name, values], index) => ({
    ...{ eventId: String(index + 1), eventTime: time },
    eventType: `EVENT_TYPE_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`,
    [`${name}EventAttributes`]: values,
  })),
};
