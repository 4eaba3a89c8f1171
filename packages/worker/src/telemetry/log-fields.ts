/**
 * The fields of Temporal's log entries, under names that all entries share: workflowId, runId, name, attempt, taskQueue, component.
 * I1: unless payloads are asked for, no field holds one: of errors, the details that a user attached are left out; of Temporal's own entries,
 *     every object; of its core's, every text with printed payloads.
 */

import { isErrorLike } from '@tfn/core/internal';
import { toPlainError } from '@tfn/core/telemetry';

/** The fields of an entry; `logsPayloads` lets everything through as it came. */
export function toLogFields(meta: Readonly<Record<string, unknown>>, logsPayloads: boolean): Record<string, unknown> {
  const { sdkComponent, taskToken: _, target: _target, spanContexts: _spans, ...rest } = meta;
  const isOwn = sdkComponent === 'core' || sdkComponent === 'worker' || sdkComponent === undefined;
  const fields: Record<string, unknown> = sdkComponent === undefined ? {} : { component: sdkComponent };
  for (const [key, value] of Object.entries(rest)) {
    if (value === undefined) continue;
    if (isErrorLike(value)) fields['err'] = logsPayloads ? value : toPlainError(value);
    else if (logsPayloads || !isOwn) fields[NAMES[key] ?? key] = value;
    else if (key === 'failure' && typeof value === 'string') fields['problem'] = problemOf(value);
    else if (typeof value === 'object' || (typeof value === 'string' && HOLDS_PAYLOAD.test(value))) continue;
    else fields[NAMES[key] ?? key] = value;
  }
  const name = rest['activityType'] ?? rest['workflowType'];
  if (name !== undefined) fields['name'] = name;
  return fields;
}

// --- internal ---

/** Temporal has several names for one thing. */
const NAMES: Readonly<Record<string, string>> = { workflowRunId: 'runId', run_id: 'runId', workflow_id: 'workflowId' };

/** How Temporal's core, in Rust, prints payloads. */
const HOLDS_PAYLOAD = /\bPayloads? ?\{|\bpayloads?: /;

/** The message in what Temporal's core prints of a failure. */
function problemOf(text: string): string {
  const [, quoted] = /message: "((?:[^"\\]|\\.)*)"/.exec(text) ?? [];
  return quoted === undefined ? 'unknown' : quoted.replaceAll(/\\(.)/g, '$1');
}
