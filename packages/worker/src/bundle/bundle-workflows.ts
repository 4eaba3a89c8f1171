import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { BundleOptions, WorkflowBundle } from './bundle-options.ts';
import { evaluateBundle } from './evaluate-bundle.ts';
import { toEntrySource } from './entry-source.ts';
import { bundleWithSdk } from './sdk-bundler.ts';

/**
 * Bundles workflows for a Temporal worker, without whatever only functions and triggers need.
 * @throws {TfnError} TFN_BUNDLE_FAILED
 */
export async function bundleWorkflows(options: BundleOptions): Promise<WorkflowBundle> {
  const cwd = options.cwd ?? process.cwd();
  const given = [...options.workflows.map(({ file }) => file), ...(options.files ?? [])];
  const files = [...new Set(given.map((file) => realpathSync(path.resolve(cwd, file))))];
  const workflowNames = options.workflows.map(({ name }) => name);
  const code = await bundleWithSdk(options, toEntrySource({ files, workflowNames, runtime: require.resolve('../workflow') }));
  const { functionNames } = evaluateBundle(code);
  return { code, hash: createHash('sha256').update(code).digest('hex'), builtBy: 'sdk', warnings: [], workflowNames, functionNames };
}
