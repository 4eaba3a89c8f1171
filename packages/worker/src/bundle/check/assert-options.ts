import { bundleError } from '../../shared/errors.ts';

/**
 * Rejects options that a bundle does not have, which it would ignore: those of Temporal's Worker and bundler, and misspelled ones.
 * @throws {TfnError} TFN_BUNDLE_OPTIONS
 */
export function assertBundleOptions(options: object): void {
  const unknown = Object.entries(options).find(([name, value]) => value !== undefined && !KNOWN.includes(name))?.[0];
  if (unknown === undefined) return;
  const advice = Object.hasOwn(INSTEAD, unknown) ? INSTEAD[unknown] : undefined;
  throw bundleError('TFN_BUNDLE_OPTIONS', {
    problem: `there is no option '${unknown}': ${advice ?? `known are ${KNOWN.join(', ')}`}`,
  });
}

// --- internal ---

const KNOWN: readonly string[] = [
  'workflows',
  'files',
  'cwd',
  'mode',
  'cache',
  'include',
  'stub',
  'logger',
  'workflowInterceptorModules',
  'payloadConverterPath',
  'failureConverterPath',
  'webpackConfigHook',
  'outFile',
];

/** What replaces the options of Temporal's Worker and bundler. */
const INSTEAD: Readonly<Record<string, string>> = {
  workflowsPath: "give 'workflows', with definitions or { name, file }",
  interceptors: "give 'workflowInterceptorModules'",
  workflowModules: "give 'workflowInterceptorModules'",
  dataConverter: "give 'payloadConverterPath' and 'failureConverterPath'; codecs are not in a bundle",
  ignoreModules: "give 'stub'",
  bundlerOptions: "give 'stub' for its ignoreModules, or 'webpackConfigHook'",
  preloadModules: 'leave it out',
  plugins: 'give them to the worker, or what they add as options of the bundle',
  sinks: 'give them to the worker',
};
