import type { EngineHost } from '../../engine.ts';

/** What a worker knows of an environment. */
export interface Environment {
  readonly host: EngineHost;
  /** Ids of the workflows that may still be running. */
  readonly open: Set<string>;
  /** Called when a workflow starts that the test did not start itself. */
  begun(workflowId: string): void;
  /** Settles when the test no longer waits for the end of the workflow. Undefined when it does not wait for it. */
  awaiting(workflowId: string): Promise<unknown> | undefined;
}

/** The open environments, by the ids that headers carry. */
export const environments: Map<string, Environment> = new Map();
