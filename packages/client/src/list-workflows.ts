import type { WorkflowSummary } from '@tfn/core';
import { clientError } from './errors.ts';
import type { TemporalConnection } from './connection.ts';
import { findGrpcStatus, toReason } from './grpc-status.ts';
import { toSummary } from './workflow-description.ts';

/** Lists executions page by page, as they are asked for. @throws {TfnError} TFN_REQUEST_REFUSED when the filter is none */
export async function* listWorkflows(
  connection: TemporalConnection,
  query: string | undefined,
): AsyncIterable<WorkflowSummary> {
  const { temporal } = connection.open();
  const explain = (error: unknown): unknown => {
    const status = findGrpcStatus(error);
    const action = `list workflows by "${query ?? ''}"`;
    return status === undefined
      ? error
      : clientError('TFN_REQUEST_REFUSED', { action, reason: toReason(status.details) }, error);
  };
  const pages = temporal.workflow.list(query === undefined ? {} : { query })[Symbol.asyncIterator]();
  for (;;) {
    const next = await connection.call(() => pages.next(), { explain });
    if (next.done === true) return;
    yield toSummary(next.value);
  }
}
