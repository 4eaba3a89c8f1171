import { FUNCTION_CANCELLATION_TYPES } from '../context/cancellation.ts';
import type { ChildOptions } from '../context/workflow-context.ts';
import type { OptionRules } from '../definitions/rules/option-rules.ts';
import { EXECUTION_RULES } from '../definitions/rules/workflow-rules.ts';
import type { StartOptions } from './client.ts';

/** The options of a start. */
export const START_RULES: OptionRules<StartOptions> = {
  ...EXECUTION_RULES,
  workflowId: 'name',
  onDuplicate: ['use-existing', 'fail', 'restart'],
  startDelay: 'time',
};

/** The options of a child workflow. */
export const CHILD_RULES: OptionRules<ChildOptions> = {
  ...EXECUTION_RULES,
  workflowId: 'name',
  cancellationType: [...FUNCTION_CANCELLATION_TYPES, 'wait-cancellation-requested'],
  parentClosePolicy: ['terminate', 'abandon', 'request-cancel'],
};
