import type { WorkflowSummary } from '@tfn/core';
import type { Page, Transport } from '../transport.ts';

/** Lists executions, fetching pages on demand. @throws {TfnError} TFN_REQUEST_REFUSED when the filter is invalid */
export async function* listWorkflows(transport: Transport, query: string | undefined): AsyncIterable<WorkflowSummary> {
  const action = `list workflows by "${query ?? ''}"`;
  let page: Page | undefined;
  do {
    const next = page?.next;
    page = await transport.call({ action }, (api) => api.list(query, next));
    yield* page.items;
  } while (page.next !== undefined);
}
