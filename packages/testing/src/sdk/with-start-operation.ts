/** The workflow of an update-with-start, as Temporal's client takes it. */
export interface StartOperation<TOptions> {
  readonly workflowTypeOrFunc: string | { readonly name: string };
  readonly options: TOptions;
}

/** Settles the promise of an operation's handle. */
export interface StartSettler {
  resolve(handle: object): void;
  reject(error: unknown): void;
}

/**
 * Marks an operation as used, and returns what settles its handle. The SDK keeps all three under symbols that it does not export.
 * @throws {Error} when the operation was used before, as the SDK does
 */
export function settleStartOperation(operation: object): StartSettler {
  const [used, resolve, reject] = Object.getOwnPropertySymbols(operation) as [symbol, symbol, symbol];
  const fields = operation as Record<symbol, unknown>;
  if (fields[used] === true) throw new Error('This WithStartWorkflowOperation instance has already been executed.');
  fields[used] = true;
  return {
    resolve: fields[resolve] as StartSettler['resolve'],
    reject: fields[reject] as StartSettler['reject'],
  };
}
