import { createRequire } from 'node:module';
import type * as temporalWorker from '@temporalio/worker';
import type * as workerPackage from '@tfn/worker';
import type { ProjectPackages } from '../project/load-package.ts';

/** The project's `@tfn/worker`, and the Temporal SDK that it runs on. */
export interface WorkerPackages {
  readonly tfn: typeof workerPackage;
  readonly temporal: typeof temporalWorker;
}

/** @throws {TfnError} TFN_CLI_PACKAGE_MISSING */
export function loadWorkerPackages(packages: ProjectPackages, purpose: string): WorkerPackages {
  const tfn = packages.load<typeof workerPackage>('@tfn/worker', purpose);
  // The SDK may be an indirect dependency: use the copy that `@tfn/worker` uses.
  const workerRequire = createRequire(packages.find('@tfn/worker') as string);
  return { tfn, temporal: workerRequire('@temporalio/worker') as typeof temporalWorker };
}
