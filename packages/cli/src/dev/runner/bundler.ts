/**
 * The entry of a process that bundles for every version of the code: the bundler is several times faster after its first run. It does
 * not report errors in the code; the runner then bundles itself, and reports them.
 */
import type * as workerPackage from '@tfn/worker';
import { projectPackages } from '../../project/load-package.ts';
import { bundleProject } from '../../run/project-bundle.ts';
import type { BundleSources } from '../../run/project-bundle.ts';
import type { BundlerAnswer } from './messages.ts';

process.on('message', (sources: BundleSources) => {
  const worker = projectPackages(sources.root).load<typeof workerPackage>('@tfn/worker', 'tfn dev');
  bundleProject(worker, sources, 'development')
    .catch(() => undefined)
    .then((bundle) => process.connected && process.send?.({ bundle } satisfies BundlerAnswer))
    .catch(() => undefined);
});
process.on('disconnect', () => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
