import type { EngineHost } from '../../engine.ts';

/** An environment, as its worker knows it. */
export interface Environment {
  readonly host: EngineHost;
  /** Ids of the workflows that may still be running. */
  readonly open: Set<string>;
  /** Called when a workflow runs that the test did not start. */
  begun(workflowId: string): void;
}

/** The environments that are not closed, by the ids that headers carry. */
export const environments: Map<string, Environment> = new Map();
