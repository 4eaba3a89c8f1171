import { testingError } from '../../../errors.ts';
import type { RunDescription } from './describe-run.ts';

/**
 * The part of Temporal's list filter that the memory engine knows: `WorkflowType`, `WorkflowId`, `RunId` and `ExecutionStatus`
 * compared by = or !=, joined by AND.
 * @throws {TfnError} TFN_TEST_UNSUPPORTED
 */
export function matchesQuery(query: string | undefined): (run: RunDescription) => boolean {
  const terms = (query ?? '').split(/\s+and\s+/i).filter((term) => term.trim() !== '');
  const tests = terms.map((term) => {
    const [, field = '', operator, value] = /^\s*(\w+)\s*(!?=)\s*["'](.*)["']\s*$/.exec(term) ?? [];
    const read = FIELDS[field];
    if (read === undefined)
      throw testingError('TFN_TEST_UNSUPPORTED', { what: `the list filter "${query}"`, engine: 'memory' });
    return (run: RunDescription) => (read(run) === value) === (operator === '=');
  });
  return (run) => tests.every((test) => test(run));
}

// --- internal ---

const FIELDS: Readonly<Record<string, (run: RunDescription) => string>> = {
  WorkflowType: ({ type }) => type,
  WorkflowId: ({ workflowId }) => workflowId,
  RunId: ({ runId }) => runId,
  ExecutionStatus: ({ status }) =>
    status.name
      .toLowerCase()
      .replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())
      // Temporal spells this one so.
      .replace('Cancelled', 'Canceled'),
};
