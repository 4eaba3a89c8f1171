/**
 * Repeated requests with one idempotency key: the key becomes the workflow id, and the workflow's memo keeps the fingerprint of the
 * first request's input, which distinguishes a repetition from a request with another input.
 */
import { FINGERPRINT_MEMO, toBytes } from '@tfn/core/internal';
import type { HttpRequest, WorkflowHandle } from '@tfn/core';
import type { Exchange } from './exchange.ts';
import { problem } from '../replies/problem.ts';
import { sha256 } from '../requests/sha256.ts';
import { toJson } from '../replies/to-json.ts';
import { assertWorkflowId } from './workflow-id.ts';

/** A request with an idempotency key. */
export interface Keyed {
  readonly workflowId: string;
  readonly fingerprint: string;
}

/** The id and fingerprint of a request that has a key, or undefined. @throws {HttpProblem} request-malformed */
export async function readKey({ def, name, request }: Exchange, input: unknown): Promise<Keyed | undefined> {
  const { idempotencyKey: read } = def.options;
  if (read === false) return undefined;
  const key =
    read === undefined ? request.headers['idempotency-key'] : read(request as HttpRequest & { params: never });
  if (key === undefined || key === '') return undefined;
  // Temporal's HTTP API, which clients on the edge use, cannot address an id with a slash.
  const workflowId = `${name} ${key}`.replaceAll(/[%/]/g, encodeURIComponent);
  return { workflowId: assertWorkflowId(workflowId), fingerprint: await sha256(toBytes(canonical(input))) };
}

/** @throws {HttpProblem} idempotency-key-reused when the execution was started with another input */
export async function assertSameRequest(handle: WorkflowHandle, fingerprint: string): Promise<void> {
  const { memo } = await handle.describe();
  if (memo[FINGERPRINT_MEMO] !== fingerprint) throw problem('idempotency-key-reused');
}

// --- internal ---

/** JSON with sorted keys, of any value that an answer may have too. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(JSON.parse(toJson(value) ?? 'null'), (_, item: unknown) =>
      typeof item === 'object' && item !== null && !Array.isArray(item)
        ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
        : item,
    ) ?? ''
  );
}
