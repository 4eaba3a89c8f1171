import { workerError } from '../errors.ts';

/**
 * Rejects the options of Temporal's Worker that would have no effect, because the worker makes them itself, and names what does.
 * JavaScript, and objects that are typed for Temporal's Worker, can give them.
 * @throws {TfnError} TFN_WORKER_OPTIONS
 */
export function assertNoManagedOptions(options: object): void {
  const bundle = (options as { bundle?: unknown }).bundle;
  const problem =
    problemIn(options, OF_WORKER, '') ??
    (typeof bundle === 'object' && bundle !== null && !('code' in bundle)
      ? problemIn(bundle, OF_BUNDLE, 'bundle.')
      : undefined);
  if (problem !== undefined) throw workerError('TFN_WORKER_OPTIONS', { problem });
}

// --- internal ---

const REGISTER = 'register workflows with worker.register(definition) or worker.registerModule(path)';

/** What to do instead. */
const OF_WORKER: Readonly<Record<string, string>> = {
  activities: 'register functions with worker.register(definition)',
  connection: "give it as 'temporal.connection'",
  namespace: "give it as 'temporal.namespace'",
  workflowsPath: REGISTER,
  workflowBundle: "give it as 'bundle'",
  bundlerOptions: "give 'bundle', with 'webpackConfigHook', or 'stub' for ignoreModules",
  workflowInterceptorModules: "give it as 'interceptors.workflowModules'",
  payloadConverterPath: "give it as 'dataConverter.payloadConverterPath'",
  failureConverterPath: "give it as 'dataConverter.failureConverterPath'",
};

const OF_BUNDLE: Readonly<Record<string, string>> = {
  workflows: REGISTER,
  files: REGISTER,
  workflowsPath: REGISTER,
  ignoreModules: "give 'bundle.stub'",
  preloadModules: 'leave it out',
  interceptors: "give 'bundle.workflowInterceptorModules', or the worker's 'interceptors.workflowModules'",
  workflowModules: "give 'bundle.workflowInterceptorModules', or the worker's 'interceptors.workflowModules'",
  dataConverter: 'give it to the worker',
  payloadConverterPath: "give the worker 'dataConverter.payloadConverterPath'",
  failureConverterPath: "give the worker 'dataConverter.failureConverterPath'",
};

function problemIn(options: object, managed: Readonly<Record<string, string>>, prefix: string): string | undefined {
  const found = Object.entries(options).find(([name, value]) => value !== undefined && Object.hasOwn(managed, name));
  return found && `'${prefix}${found[0]}' has no effect here: ${managed[found[0]]}`;
}
