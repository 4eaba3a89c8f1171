import type { StartPlan } from '../runs/plan-start.ts';
import type { StartMode } from '../transport.ts';
import { createConverter, mapFields } from './payloads.ts';
import type { PayloadConverter } from './payloads.ts';

/** Makes the body of a start, with or without a signal, for Temporal's HTTP API; undefined fields are not sent. */
export async function toStartRequest(
  { workflowType, args, options }: StartPlan,
  { encode, encodeFields }: PayloadConverter,
  { signal, replace }: StartMode = {},
): Promise<object> {
  const { taskQueue, executionTimeout, runTimeout, startDelay } = options;
  const { retry, memo, searchAttributes, priority } = options;
  return {
    workflowType: { name: workflowType },
    taskQueue: { name: taskQueue },
    input: await encode(args),
    signalInput: signal && (await encode(signal.args)),
    workflowIdConflictPolicy: signal ? USE_EXISTING : replace ? TERMINATE_EXISTING : FAIL,
    workflowIdReusePolicy: signal || replace ? ALLOW_DUPLICATE : REJECT_DUPLICATE,
    workflowExecutionTimeout: toSeconds(executionTimeout),
    workflowRunTimeout: toSeconds(runTimeout),
    workflowStartDelay: toSeconds(startDelay),
    retryPolicy: retry && {
      ...retry,
      // The SDK's default.
      initialInterval: toSeconds(retry.initialInterval ?? 1000),
      maximumInterval: toSeconds(retry.maximumInterval),
    },
    memo: memo && { fields: await encodeFields(memo) },
    searchAttributes: searchAttributes && {
      // Codecs do not encode search attributes.
      indexedFields: await createConverter({ values: 'json' }).encodeFields(
        await mapFields(searchAttributes as Record<string, unknown>, async (values) =>
          [values].flat().map((value: unknown) => (value instanceof Date ? value.toISOString() : value)),
        ),
      ),
    },
    priority,
    header: {},
  };
}

// --- internal ---

/** Temporal's numbers for an id that a running execution has. */
const FAIL = 1;
const USE_EXISTING = 2;
const TERMINATE_EXISTING = 3;

/** Temporal's numbers for an id that a closed execution has. */
const ALLOW_DUPLICATE = 1;
const REJECT_DUPLICATE = 3;

/** Converts milliseconds, the unit of planned options. */
function toSeconds(duration: unknown): string | undefined {
  return duration === undefined ? undefined : `${((duration as number) / 1000).toFixed(6)}s`;
}
