/** An error as Temporal's client names it: ours knows them by their names. */
export function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

export function alreadyStarted(workflowId: string): Error {
  return named('WorkflowExecutionAlreadyStartedError', `Workflow execution already started: ${workflowId}`);
}
