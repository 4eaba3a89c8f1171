/** The header that identifies a test environment. */
export const ENV_HEADER = 'tfn-test-env';

/** Its content. */
export interface EnvHeader {
  readonly id: string;
  /** Workflows that are mocked when they run as children. */
  readonly mocked: readonly string[];
  /** Whether the server forgets the memo in the runs that follow a run, as Temporal's test server does. */
  readonly losesMemo: boolean;
}

/** What workflows report to the process of their worker, each with the id of its environment. */
export interface EnvSinks {
  readonly tfnTest: {
    /** It began: started by the test, a child, or a further run. */
    begun(id: string): void;
    /** It completed. */
    completed(id: string): void;
    /** It sends the command that ends it; it has no parent. */
    ending(id: string): void;
    /** It asks another workflow to cancel, a child for example, … */
    cancelling(): void;
    /** … and hears that the other one has been asked. */
    cancelled(): void;
    /** It has cancelled one of its functions, and does not wait until that notices. */
    leaving(activityId: string): void;
  };
}
