import type { Sinks } from '@temporalio/workflow';

/** Something that a workflow asks Temporal for, which its history must contain as well. */
export interface Step {
  readonly kind: 'function' | 'timer' | 'child' | 'signal';
  /** Of the function, the workflow or the signal; '' for a timer. */
  readonly name: string;
}

/** Where the steps go. */
export interface StepSinks extends Sinks {
  tfnSteps: {
    asked(step: Step, stack: string): void;
  };
}
