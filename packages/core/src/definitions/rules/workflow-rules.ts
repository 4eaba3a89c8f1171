import type { OptionRules } from './option-rules.ts';
import type { AnySchema } from '../schema.ts';
import type { WorkflowOptions } from '../workflow.ts';

/** The options of a workflow that its starts and its children have as well. Temporal treats a time limit of 0 as unlimited. */
export const EXECUTION_RULES: OptionRules<Omit<WorkflowOptions, 'output' | 'onFailure' | 'versioningBehavior'>> = {
  taskQueue: 'queue',
  executionTimeout: 'time',
  runTimeout: 'time',
  retry: 'retry',
  memo: 'memo',
  searchAttributes: 'attributes',
  priority: 'priority',
};

/** The options of a workflow's definition. */
export const WORKFLOW_RULES: OptionRules<WorkflowOptions & { input: AnySchema }> = {
  ...EXECUTION_RULES,
  input: 'any',
  output: 'any',
  onFailure: 'any',
  versioningBehavior: ['pinned', 'auto-upgrade'],
};
