import type { StartPlan } from '../runs/plan-start.ts';
import type { SentMessage } from '../transport.ts';
import { createConverter, mapFields } from './payloads.ts';
import type { PayloadConverter, WireFields } from './payloads.ts';

/** Makes the body of a start, with or without a signal, for Temporal's HTTP API; undefined fields are not sent. */
export async function toStartRequest(
  { workflowType, args, options }: StartPlan,
  { encode }: PayloadConverter,
  signal?: SentMessage,
): Promise<object> {
  const { taskQueue, onDuplicate, executionTimeout, runTimeout, startDelay } = options;
  const { retry, memo, searchAttributes, priority } = options;
  const [running, closed] = POLICIES[onDuplicate];
  return {
    workflowType: { name: workflowType },
    taskQueue: { name: taskQueue },
    input: await encode(args),
    signalInput: signal && (await encode(signal.args)),
    workflowIdConflictPolicy: running,
    workflowIdReusePolicy: signal ? ALLOW_DUPLICATE : closed,
    workflowExecutionTimeout: toSeconds(executionTimeout),
    workflowRunTimeout: toSeconds(runTimeout),
    workflowStartDelay: toSeconds(startDelay),
    retryPolicy: retry && {
      ...retry,
      // The SDK's default.
      initialInterval: toSeconds(retry.initialInterval ?? 1000),
      maximumInterval: toSeconds(retry.maximumInterval),
    },
    memo: memo && { fields: await toFields(memo, encode) },
    searchAttributes: searchAttributes && {
      // Codecs do not encode search attributes.
      indexedFields: await toFields(searchAttributes, (values) => createConverter(undefined).encode([values.flat()])),
    },
    priority,
    header: {},
  };
}

// --- internal ---

const REJECT_DUPLICATE = 3;
const ALLOW_DUPLICATE = 1;

/** Temporal's numbers for an id that exists: of a running execution (1 fails, 2 uses, 3 terminates it), and of a closed one. */
const POLICIES = {
  fail: [1, REJECT_DUPLICATE],
  'use-existing': [2, REJECT_DUPLICATE],
  restart: [3, ALLOW_DUPLICATE],
} as const;

function toFields(fields: object, encode: PayloadConverter['encode']): Promise<WireFields> {
  return mapFields(fields as Record<string, unknown>, async (value) => (await encode([value]))?.payloads?.[0] ?? {});
}

/** Converts milliseconds, the unit of planned options. */
function toSeconds(duration: unknown): string | undefined {
  return duration === undefined ? undefined : `${((duration as number) / 1000).toFixed(6)}s`;
}
