import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { registry } from '@tfn/core';
import { bundleWorkflows } from '@tfn/worker';
import '../tfn/functions.ts';

/** The prebuilt bundles of the bench's workers: the file for BENCH_BUNDLE, by program. */
export type PrebuiltBundles = Readonly<Record<'tfn/worker' | 'raw/worker', string>>;

/** Bundles the workflows of both sides into a folder, for production. */
export async function prebuildBundles(folder: string): Promise<PrebuiltBundles> {
  const file = require.resolve('../tfn/functions');
  const workflows = [...registry.workflows.keys()].map((name) => ({ name, file }));
  const bundle = await bundleWorkflows({ workflows, mode: 'production', cwd: __dirname });
  const ours = join(folder, 'tfn-bundle.json');
  writeFileSync(ours, JSON.stringify(bundle));
  return { 'tfn/worker': ours, 'raw/worker': await prebuildRawBundle(folder) };
}

/** Bundles the raw worker's workflows into a folder; resolves to the file. */
export async function prebuildRawBundle(folder: string): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: require.resolve('../raw/workflows'),
    logger: new DefaultLogger('ERROR'),
  });
  const file = join(folder, 'raw-bundle.js');
  writeFileSync(file, code);
  return file;
}
