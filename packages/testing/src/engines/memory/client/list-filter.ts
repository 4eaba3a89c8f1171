import { testingError } from '../../../errors.ts';
import type { RunDescription } from './describe-run.ts';

/**
 * The part of Temporal's list filter that the memory engine knows: `WorkflowType`, `WorkflowId`, `RunId`, `ExecutionStatus`, `TaskQueue`
 * and search attributes of one's own, compared by = or !=, joined by AND.
 * @throws {TfnError} TFN_TEST_UNSUPPORTED
 */
export function matchesQuery(query: string | undefined): (run: RunDescription) => boolean {
  const terms = (query ?? '').split(/\s+and\s+/i).filter((term) => term.trim() !== '');
  const tests = terms.map((term) => {
    const [, field = '', operator, quoted, plain] =
      /^\s*(\w+)\s*(!?=)\s*(?:["']([^"']*)["']|(true|false|[-\d.]+))\s*$/i.exec(term) ?? [];
    if (field === '' || OTHERS.has(field))
      throw testingError('TFN_TEST_UNSUPPORTED', { what: `the list filter "${query}"`, engine: 'memory' });
    const read = FIELDS[field] ?? readAttribute(field);
    const value = quoted ?? plain?.toLowerCase() ?? '';
    return (run: RunDescription) => read(run).includes(value) === (operator === '=');
  });
  return (run) => tests.every((test) => test(run));
}

// --- internal ---

/** Temporal's fields of every run, with their values. */
const FIELDS: Readonly<Record<string, (run: RunDescription) => readonly string[]>> = {
  WorkflowType: ({ type }) => [type],
  WorkflowId: ({ workflowId }) => [workflowId],
  RunId: ({ runId }) => [runId],
  TaskQueue: ({ taskQueue }) => [taskQueue],
  ExecutionStatus: ({ status }) => [
    status.name
      .toLowerCase()
      .replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())
      // Temporal spells this one so.
      .replace('Cancelled', 'Canceled'),
  ],
};

/** Temporal's fields that this engine does not compare. */
const OTHERS: ReadonlySet<string> = new Set([
  'StartTime',
  'CloseTime',
  'ExecutionTime',
  'ExecutionDuration',
  'HistoryLength',
  'HistorySizeBytes',
  'StateTransitionCount',
  'BuildIds',
  'ParentWorkflowId',
  'ParentRunId',
  'RootWorkflowId',
  'RootRunId',
]);

/** A list of values matches by any of them. */
function readAttribute(name: string): (run: RunDescription) => readonly string[] {
  return ({ searchAttributes }) => [searchAttributes[name] ?? []].flat().map(String);
}
