import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowBundle } from '@tfn/worker';
import { cliError } from '../errors.ts';
import type { ProjectDefinitions, RunnableInfo, TriggerInfo } from '../project/definitions.ts';

/** The content of a build's `manifest.json`. */
export interface Manifest {
  readonly version: 1;
  /** The hash of the workflow bundle, which identifies the build. */
  readonly buildId: string;
  /** The compiled functions, in the same folder. */
  readonly functionsFile: string;
  readonly taskQueue: string;
  readonly functions: readonly Omit<RunnableInfo, 'source'>[];
  readonly workflows: readonly Omit<RunnableInfo, 'source'>[];
  readonly triggers: readonly Omit<TriggerInfo, 'source'>[];
  readonly bundle: Omit<WorkflowBundle, 'code'>;
}

/** The file names of a build. */
export const MANIFEST_FILE = 'manifest.json';
export const BUNDLE_FILE = 'workflow-bundle.js';

export interface ManifestInput {
  readonly definitions: ProjectDefinitions;
  readonly bundle: WorkflowBundle;
  readonly taskQueue: string;
  readonly functionsFile: string;
}

/** Describes a build; the same input gives the same bytes. */
export function toManifest({ definitions, bundle, taskQueue, functionsFile }: ManifestInput): Manifest {
  const { code: _code, ...rest } = bundle;
  const withoutSource = <TInfo extends { source: string }>({
    source: _source,
    ...info
  }: TInfo): Omit<TInfo, 'source'> => info;
  const byLabel = (a: TriggerInfo, b: TriggerInfo): number => (a.label < b.label ? -1 : 1);
  return {
    version: 1,
    buildId: bundle.hash,
    functionsFile,
    taskQueue,
    functions: definitions.functions.map(withoutSource),
    workflows: definitions.workflows.map(withoutSource),
    triggers: [...definitions.triggers].sort(byLabel).map(withoutSource),
    bundle: { ...rest, workflowNames: [...rest.workflowNames].sort(), functionNames: [...rest.functionNames].sort() },
  };
}

/** @throws {TfnError} TFN_CLI_BUILD_MISSING */
export function readManifest(outDir: string): Manifest {
  const file = join(outDir, MANIFEST_FILE);
  if (!existsSync(file))
    throw cliError('TFN_CLI_BUILD_MISSING', { folder: outDir, problem: `it has no ${MANIFEST_FILE}` });
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  } catch (error) {
    throw cliError('TFN_CLI_BUILD_MISSING', { folder: outDir, problem: `its ${MANIFEST_FILE} is broken` }, error);
  }
}

/** Reads the workflow bundle of a build. */
export function readBundle(outDir: string, { bundle }: Manifest): WorkflowBundle {
  const file = join(outDir, BUNDLE_FILE);
  if (!existsSync(file))
    throw cliError('TFN_CLI_BUILD_MISSING', { folder: outDir, problem: `it has no ${BUNDLE_FILE}` });
  return { ...bundle, code: readFileSync(file, 'utf8') };
}
